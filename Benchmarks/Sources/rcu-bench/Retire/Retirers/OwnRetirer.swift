import ReadCopyUpdate

/// This package's retirement, in one of its forms.
protocol OwnRetirer: Retirer, ~Copyable {}

extension OwnRetirer where Self: ~Copyable {
    @inline(__always)
    func quiescentState() {}

    static func barrier() { RCU.barrier() }

    static func hold(_ body: () -> Void) {
        RCU.read { _ in body() }
    }
}
