import ArgumentParser
import AsymmetricFences
import BenchmarkKit

/// `rcu-bench ordering`.
struct OrderingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ordering",
        abstract: "Seed 1's ordering table as measured: how often each pair of fences let a forbidden outcome through.",
        discussion: """
            Two threads on two processors meet at a timestamp, wait a random instant, and run a litmus test, over and \
            over: store buffering, message passing, and seed 1's two scenarios, non-concurrent (1) and concurrent (2).

            O cells (ordered) pass with no forbidden outcome, and only beside an X cell, the same with a fence taken \
            away, that showed at least \(OrderingJudge.witnessesNeeded) in the same run. X cells (not ordered) pass \
            when they show the outcome as often, where this processor can show it at all; they get ten times the time \
            if they need it.

            barrier is AsymmetricFence.light(), smp_mb a full fence, membarrier AsymmetricFence.heavy(). Exit status 1 \
            if any verdict is FAIL.
            """
    )

    @Option(parsing: .unconditional, help: "Time of each of the 36 cells.")
    var seconds = 1.0

    @Option(parsing: .unconditional, help: "Runs of each cell, in place of a time.")
    var runs: Int?

    @Option(help: "How heavy fences reach other threads (default: as the process would choose).")
    var strategy: FenceStrategy?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        try ArgumentChecks.seconds(seconds)
        if let runs {
            try ArgumentChecks.count(runs, in: 1...1_000_000_000, option: "--runs")
        }
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = OrderingBenchmark(
            strategy: strategy ?? FenceStrategy.current,
            limit: runs.map(LitmusLimit.runs) ?? .seconds(seconds)
        )
        let rows = try benchmark.rows()
        destination.write(OrderingReport.report(rows, of: benchmark))
        guard rows.allSatisfy({ $0.verdict == .pass }) else { throw ExitCode.failure }
    }
}
