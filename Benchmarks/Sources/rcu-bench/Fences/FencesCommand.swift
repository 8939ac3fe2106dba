import ArgumentParser
import AsymmetricFences
import BenchmarkKit

/// `rcu-bench fences`.
struct FencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fences",
        abstract: "What each fence costs its caller, with other threads of the process running.",
        discussion: """
            light is a compiler barrier, full the processor's own fence with no stores waiting, heavy the fence that \
            orders against light ones, under each strategy (a process has one for life, so the others run in child \
            processes), global one call of MEMBARRIER_CMD_GLOBAL, which is what seed 1 timed: 1000 calls in 33 s.

            The caller is kept on one processor and the siblings, which loop without end, on the others. light and \
            full are timed 1024 at a time, so their percentiles are those of such means.
            """
    )

    @Option(
        help: ArgumentHelp("Which fences (default: light,full,heavy,global).", valueName: "a,b,..."),
        transform: { try CommaSeparated.list($0, of: "fence") }
    )
    var fences: [FenceName] = FenceName.allCases

    @Option(
        help: ArgumentHelp(
            "Strategies of the heavy fence (default: private-expedited,signal,global,mprotect).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "strategy") }
    )
    var strategies: [FenceStrategy] = FenceStrategy.allCases

    @Option(
        help: ArgumentHelp(
            "Numbers of running siblings (default: 0, 1, and one for each other processor).",
            valueName: "n,m,..."
        ),
        transform: { try CommaSeparated.counts($0, of: "siblings", limit: 10_000) }
    )
    var siblings: [Int] = [0] + Set([1, max(1, Processor.usable.count - 1)]).sorted()

    @Option(parsing: .unconditional, help: "Samples of each fence.")
    var calls = 10_000

    @Option(
        parsing: .unconditional,
        help: "Samples where a call takes the kernel a grace period, some 10 to 40 ms; the seed made 1000."
    )
    var globalCalls = 100

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        try ArgumentChecks.count(calls, in: 1...100_000_000, option: "--calls")
        try ArgumentChecks.count(globalCalls, in: 1...1_000_000, option: "--global-calls")
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = FencesBenchmark(
            fences: fences,
            strategies: strategies,
            siblings: siblings,
            calls: calls,
            globalCalls: globalCalls
        )
        destination.write(FencesReport.report(try benchmark.rows(), of: benchmark))
    }
}
