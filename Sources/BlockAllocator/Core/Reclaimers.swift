internal import AsymmetricFences
internal import Glibc

/// What may free something when there is nothing left.
final class Reclaimers: @unchecked Sendable {
    typealias Body = @Sendable () -> Int

    private let lock = FutexLock()
    private var bodies: [Body] = []
    /// Threads whose request waits for the bodies now.
    private var callers: [pthread_t] = []

    func add(_ body: @escaping Body) { lock.withLock { bodies.append(body) } }

    /// Calls each, outside of every lock; none where the caller is one of them, as one that allocates would ask itself for ever.
    ///
    /// - Returns: the bytes that they say they have freed.
    func run() -> Int {
        let me = pthread_self()
        let bodies: [Body] = lock.withLock {
            if self.bodies.isEmpty || callers.contains(me) { return [] }
            callers.append(me)
            return self.bodies
        }
        guard !bodies.isEmpty else { return 0 }
        defer { lock.withLock { callers.removeAll { $0 == me } } }
        // Saturating: two large answers must not cancel out.
        return bodies.reduce(0) { sum, body in
            let (total, overflows) = sum.addingReportingOverflow(max(0, body()))
            return overflows ? .max : total
        }
    }

    /// When nobody can ask any more: what the bodies hold may be what the allocator waits for.
    func removeAll() {
        // Let go of outside of the lock, as above.
        let bodies: [Body] = lock.withLock {
            defer { self.bodies = [] }
            return self.bodies
        }
        withExtendedLifetime(bodies) {}
    }

    func holdForFork() { lock.lock() }
    func releaseAfterFork() { lock.unlock() }
}
