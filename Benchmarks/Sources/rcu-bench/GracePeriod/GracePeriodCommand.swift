import ArgumentParser
import BenchmarkKit

/// `rcu-bench grace-period`.
struct GracePeriodCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grace-period",
        abstract: "How long grace periods, retirements and barriers take with idle readers about, ours and liburcu's.",
        discussion: """
            Idle readers are threads that are registered with every implementation at once, have read once, and sleep \
            (those of liburcu-qsbr offline). The implementations take turns in \(GracePeriodBenchmark.rounds) rounds.

            retire is from the call, of call_rcu with liburcu, to the moment of destruction, one object at a time; \
            barrier is the barrier alone, after one such call. token-is-complete is timed 1024 looks at a time. \
            synchronize-10000-tasks: 10,000 tasks wait for a grace period at once, once a round; gracePeriods is how \
            many grace periods served them and burstNs how long that took (medians), and the percentiles are those \
            of Task.yield() in other tasks of the pool, one wanted each microsecond. liburcu's have nothing to await and block the pool's threads.
            """
    )

    @Option(
        help: ArgumentHelp("Numbers of idle readers (default: 1,8,64,1024).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "readers", limit: 10_000) }
    )
    var readers: [Int] = [1, 8, 64, 1024]

    @Option(parsing: .unconditional, help: "Samples of each row.")
    var samples = 10_000

    @Option(parsing: .unconditional, help: "Longest time a row may take; a slow one then has fewer samples.")
    var rowSeconds = 2.0

    @Option(
        help: ArgumentHelp(
            "Operations (default: all: \(CommaSeparated.names(of: GracePeriodOperation.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "operation") }
    )
    var operations: [GracePeriodOperation] = GracePeriodOperation.allCases

    @Option(
        help: ArgumentHelp(
            "Implementations (default: all: \(CommaSeparated.names(of: ImplementationName.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "implementation") }
    )
    var implementations: [ImplementationName] = ImplementationName.allCases

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        try ArgumentChecks.count(samples, in: 1...100_000_000, option: "--samples")
        try ArgumentChecks.seconds(rowSeconds, option: "--row-seconds")
        try ArgumentChecks.distinct(implementations.map(\.rawValue), option: "--implementations")
        guard operations.contains(where: { implementations.contains(where: $0.isOffered) }) else {
            throw ValidationError("none of --implementations offers any of --operations: nothing would run")
        }
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = GracePeriodBenchmark(
            operations: operations,
            implementations: implementations,
            readers: readers,
            samples: samples,
            rowSeconds: rowSeconds
        )
        destination.write(GracePeriodReport.report(benchmark.rows(), of: benchmark))
    }
}
