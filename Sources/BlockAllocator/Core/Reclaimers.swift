internal import AsymmetricFences

/// What may free something when there is nothing left.
final class Reclaimers: @unchecked Sendable {
    typealias Body = @Sendable () -> Int

    private let lock = FutexLock()
    private var bodies: [Body] = []

    func add(_ body: @escaping Body) { lock.withLock { bodies.append(body) } }

    /// Calls each, outside of every lock.
    ///
    /// - Returns: the bytes that they say they have freed.
    func run() -> Int {
        lock.withLock { bodies }.reduce(0) { $0 &+ max(0, $1()) }
    }

    func holdForFork() { lock.lock() }
    func releaseAfterFork() { lock.unlock() }
}
