import Glibc

/// Reads with the lock held for reading.
struct RWLockReader: ~Copyable, ThroughputReader {
    private let lock: UnsafeMutablePointer<pthread_rwlock_t>
    private let slot: CanarySlot

    init(_ scheme: RWLockScheme) {
        lock = scheme.lock.address
        slot = scheme.slot
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        let status = pthread_rwlock_rdlock(lock)
        precondition(status == 0, "pthread_rwlock_rdlock failed: error \(status)")
        let isIntact = slot.load().isIntact(afterDwelling: dwell)
        pthread_rwlock_unlock(lock)
        return isIntact
    }
}
