/// A canary's address, for the locks, which want to guard something that may change threads.
///
/// `@unchecked Sendable`: the lock around the reference is what makes sharing the canary safe, and the run checks it.
struct CanaryReference: @unchecked Sendable {
    let address: UnsafeMutablePointer<Canary>

    init(_ address: UnsafeMutablePointer<Canary>) {
        self.address = address
    }
}
