import Glibc

/// The value behind a `pthread_rwlock_t`, as the factories of swift-metrics and swift-log have it.
final class RWLockScheme: ThroughputScheme {
    let lock = IsolatedCell(pthread_rwlock_t())
    let slot = CanarySlot()

    init() {
        let status = pthread_rwlock_init(lock.address, nil)
        precondition(status == 0, "pthread_rwlock_init failed: error \(status)")
    }

    func write(_ graveyard: inout Graveyard) {
        let new = Canary.allocate()
        let status = pthread_rwlock_wrlock(lock.address)
        precondition(status == 0, "pthread_rwlock_wrlock failed: error \(status)")
        let old = slot.exchange(new)
        pthread_rwlock_unlock(lock.address)
        graveyard.bury(old)
    }

    deinit {
        pthread_rwlock_destroy(lock.address)
        lock.destroy()
        slot.destroy()
    }
}
