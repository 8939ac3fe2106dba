internal import CMembarrier
internal import Synchronization

extension GracePeriods {
    /// Those whose record satisfies `isWanted`, as long as it does.
    func readers(_ isWanted: (ReaderRecord) -> Bool) -> [RCU.Reader] {
        let began = record.began
        let epoch = Epoch.current.pointee.load(ordering: .acquiring)
        var readers: [RCU.Reader] = []
        ReaderRegistry.forEach { reader in
            // Entered at the current epoch it may be younger than the grace period.
            let age = reader.holdsBack(epoch) ? began.map(\.elapsed) ?? 0 : 0
            guard var described = reader.describe(heldForAtLeast: .nanoseconds(age), isWanted) else { return }
            // Another has begun meanwhile: what holds it back may have been opened since.
            if record.began != began { described.heldForAtLeast = .zero }
            readers.append(described)
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
