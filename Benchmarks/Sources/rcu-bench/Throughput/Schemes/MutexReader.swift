import Synchronization

/// Reads with the mutex held.
struct MutexReader: ~Copyable, ThroughputReader {
    private let mutex: UnsafeMutablePointer<Mutex<CanaryReference>>

    init(_ scheme: MutexScheme) {
        mutex = scheme.cell.address
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        mutex.pointee.withLock { $0.address.isIntact(afterDwelling: dwell) }
    }
}
