internal import CMembarrier
internal import Synchronization

extension GracePeriods {
    /// Those whose record satisfies `isWanted`, as long as it does.
    func readers(_ isWanted: (ReaderRecord) -> Bool) -> [RCU.Reader] {
        let age = record.age
        let epoch = Epoch.current.pointee.load(ordering: .acquiring)
        var readers: [RCU.Reader] = []
        ReaderRegistry.forEach { reader in
            // Entered at the current epoch it may be younger than the grace period.
            let isOlder = reader.holdsBack(epoch)
            if let reader = reader.describe(heldForAtLeast: isOlder ? age ?? .zero : .zero, isWanted) {
                readers.append(reader)
            }
        }
        return readers
    }

    /// Tells the handler who holds the grace period back, on the calling thread, which waits for it.
    func report(_ age: Duration, holdingBack target: UInt64) {
        let readers = readers { $0.holdsBack(target) }
        record.countStall()
        reportingThread.store(cmembarrier_gettid(), ordering: .relaxed)
        Settings.current.stallHandler(RCU.StallReport(age: age, readers: readers))
        reportingThread.store(0, ordering: .relaxed)
    }
}
