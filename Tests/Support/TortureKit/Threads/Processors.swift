internal import CTestShims

/// The processors that this process may run on.
enum Processors {
    static let allowed: [Int32] = {
        let limit = Int(ctestshims_processor_limit)
        return [Int32](unsafeUninitializedCapacity: limit) { buffer, count in
            // Unsafe only to call with a null buffer.
            count = Int(max(0, ctestshims_allowed_processors(buffer.baseAddress!, Int32(limit))))
        }
    }()

    /// Keeps the calling thread on one of them, chosen by a number of the caller's; false when there is no such choice.
    @discardableResult
    static func pin(to role: Int) -> Bool {
        guard allowed.count > 1 else { return false }
        return ctestshims_pin(allowed[role % allowed.count]) == 0
    }
}
