internal import ReadCopyUpdate
internal import TestThreads

/// Threads that read and exit, by the thousand: their records are reused, and are as new. Every eighth exits with a
/// section open.
struct ThreadsMode: ProbeMode {
    private static let burst = 16
    private let count: Int

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        count = try options.takeInt("count", default: 10_000)
    }

    func run(_ report: inout ProbeReport) {
        RCU.registerThread()
        let before = RCU.statistics
        let reads = SharedCounter()
        let leftovers = SharedCounter()
        var ended = 0
        while ended < count {
            let threads = (0..<min(Self.burst, count - ended)).map { index in
                TestThread {
                    RCU.read { _ in _ = reads.increment() }
                    RCU.readLock()
                    RCU.readUnlock()
                    if RCU.isInReadSection { leftovers.increment() }
                    if index % 8 == 0 { RCU.readLock() }
                }
            }
            for thread in threads { thread.join() }
            ended += threads.count
        }
        // It hangs if any of them is still taken for a reader in a section.
        RCU.synchronize()
        let after = RCU.statistics
        report.say("threads", ended)
        report.require(reads.count == count, "reads", reads.count)
        report.require(leftovers.count == 0, "leftovers", leftovers.count)
        report.require(
            after.registeredReaders == before.registeredReaders,
            "registeredReaders",
            "\(after.registeredReaders) (\(before.registeredReaders) before)"
        )
        report.require(after.readerRecords <= before.readerRecords + 64, "readerRecords", after.readerRecords)
    }
}
