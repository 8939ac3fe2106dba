internal import Glibc
internal import ReadCopyUpdate
internal import TestThreads

/// Threads whose exit destructors read, in up to so many rounds: past the last round that libc runs (4), RCU's own
/// destructor does not run again, and the record is found when records run short.
struct DestructorsMode: ProbeMode {
    private static let burst = 8
    private let threads: Int
    private let mostRounds: Int

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        threads = try options.takeInt("threads", default: 500)
        mostRounds = try options.takeInt("rounds", default: 6)
    }

    func run(_ report: inout ProbeReport) {
        RCU.registerThread()
        let before = RCU.statistics
        for rounds in 1...max(1, mostRounds) {
            let reads = LateReads.exit(threads: threads, burst: Self.burst, rounds: rounds)
            // It hangs if a thread that has gone is still taken for a reader.
            RCU.synchronize()
            let after = RCU.statistics
            let expected = threads * min(rounds, LateReads.libraryRounds)
            report.require(reads == expected, "\(rounds).lateReads", reads)
            if rounds < LateReads.libraryRounds {
                report.require(
                    after.registeredReaders == before.registeredReaders,
                    "\(rounds).registeredReaders",
                    after.registeredReaders
                )
            }
            // Those of the dead, and a burst beside them, before anyone looks.
            report.require(
                after.readerRecords <= before.readerRecords + 63,
                "\(rounds).readerRecords",
                after.readerRecords
            )
        }
    }
}
