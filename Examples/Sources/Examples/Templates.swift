import ReadCopyUpdate

/// A template that is in use while a page is rendered, and rendering awaits.
final class Templates: Sendable {
    private let domain = SleepableRCU()
    private let current = RCUPointer<String>(nil)

    /// The section holds no thread while it is suspended, and may go on on another one.
    func page(for user: Int, name: @Sendable (Int) async -> String) async -> String? {
        await domain.read { section in
            guard let template = section.load(current) else { return nil }
            let name = await name(user)
            return "\(template.pointee), \(name)"
        }
    }

    /// The old template is destroyed after a grace period of this instance. Its sections hold back no other instance, and no `RCUBox`.
    func replace(with template: String) {
        let new = UnsafeMutablePointer<String>.allocate(capacity: 1)
        new.initialize(to: template)
        if let old = current.exchange(new) { domain.retire(old) }
    }

    func close() async {
        if let last = current.exchange(nil) { domain.retire(last) }
        await domain.barrier()
    }
}
