import Synchronization

/// The value behind the standard library's `Mutex`.
final class MutexScheme: ThroughputScheme {
    let cell = IsolatedCell(Mutex(CanaryReference(Canary.allocate())))

    func write(_ graveyard: inout Graveyard) {
        let new = CanaryReference(Canary.allocate())
        let old = cell.address.pointee.withLock { current in
            let old = current
            current = new
            return old
        }
        graveyard.bury(old.address)
    }

    deinit {
        cell.address.pointee.withLock { $0 }.address.deallocate()
        cell.destroy()
    }
}
