internal import AsymmetricFences
internal import Synchronization

extension GracePeriods {
    /// Sleeps until the reader wakes the writer, or for an eighth of what it has waited, and looks again.
    ///
    /// The limit is not for correctness: a writer that runs now and then makes the scheduler rotate the readers it waits for. With six
    /// readers on two processors it completes twice as many writes as one that only waits to be woken, and its slowest ones
    /// are a hundredth as slow. It also finds a reader that ended in its section without its exit callback, and sees to it
    /// that a stall is reported in time.
    func sleep(for reader: ReaderRecord, toReach target: UInt64, _ stall: inout StallWatch) {
        let futex = Futex(reader.waiting)
        let start = MonotonicTime.now
        var nextCensus: Int64 = 100_000_000
        record.countSleep()
        while reader.holdsBack(target) {
            if reader.waiting.pointee.load(ordering: .relaxed) == 0 {
                reader.waiting.pointee.store(1, ordering: .sequentiallyConsistent)
                record.countHeavyFence()
                HeavyFence.shared.issue(narrowedTo: { reader.owner })
                // Look once more: a reader that left before the fence did not see that it was waited for.
                continue
            }
            let waited = start.elapsed
            if waited >= nextCensus {
                nextCensus = waited * 2
                if reader.ownerIsDead { ReaderRegistry.releaseRecordsOfTheDead() }
            }
            if stall.left <= 0 { report(stall.report(), holdingBack: target) }
            // Somebody waits for memory: look more often.
            let isHurried = Reclaimer.existing?.backlog.isHigh ?? false
            let longest: Int64 = isHurried ? 100_000 : 100_000_000
            futex.wait(
                whileEqualTo: 1,
                timeoutNanoseconds: min(max(waited / 8, 5_000), longest, max(stall.left, 5_000))
            )
        }
        reader.waiting.pointee.store(0, ordering: .sequentiallyConsistent)
    }
}

extension ReaderRecord {
    /// The thread that a signal must reach; none if the owner has left, or is about to issue its own fence on arrival.
    fileprivate var owner: [Int32] {
        let thread = thread.pointee.load(ordering: .acquiring)
        return thread == 0 ? [] : [thread]
    }

    /// Whether the reader is in a section that a grace period with this target must wait for.
    func holdsBack(_ target: UInt64) -> Bool {
        let word = word.pointee.load(ordering: .acquiring)
        return word != 0 && word < target
    }
}
