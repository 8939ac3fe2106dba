import ArgumentParser
import BenchmarkKit

/// `rcu-bench notifiers`.
struct NotifiersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifiers",
        abstract:
            "What calling a chain, announcing an invalidation and finding an interval cost, by how many subscribe.",
        discussion: """
            One thread calls; the operations take turns. Subscribers compare the event and answer that it is done; those \
            to memory, and intervals, count. Intervals are a page each with a page between any two, and each call goes \
            to another one. The arrays and the list are what one would write otherwise: closures under a lock, which is held while \
            they are called.

            Nothing is subtracted: plain closures is the loop with its calls and no protection at all, with 0 the loop alone.
            """
    )

    @Option(
        help: ArgumentHelp("Numbers of subscribers (default: 0,1,2,8,64).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "subscribers", limit: 10_000) }
    )
    var subscribers: [Int] = [0, 1, 2, 8, 64]

    @Option(
        help: ArgumentHelp("Numbers of intervals (default: 1,10,100,1000,10000,100000).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "intervals", limit: 1_000_000) }
    )
    var intervals: [Int] = [1, 10, 100, 1000, 10_000, 100_000]

    @Option(
        help: ArgumentHelp(
            "Operations (default: all: \(CommaSeparated.names(of: NotifierOperation.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "operation") }
    )
    var operations: [NotifierOperation] = NotifierOperation.allCases

    @Option(parsing: .unconditional, help: "How long each row is measured, over all rounds.")
    var rowSeconds = 0.2

    @Option(parsing: .unconditional, help: "Turns of each row; the result is their median.")
    var rounds = 11

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        for count in intervals { try ArgumentChecks.count(count, in: 1...1_000_000, option: "--intervals") }
        try ArgumentChecks.seconds(rowSeconds, option: "--row-seconds")
        try ArgumentChecks.count(rounds, in: 1...10_000, option: "--rounds")
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = NotifiersBenchmark(
            operations: operations,
            subscribers: subscribers,
            intervals: intervals,
            rounds: rounds,
            rowSeconds: rowSeconds
        )
        destination.write(NotifiersReport.report(benchmark.rows(), of: benchmark))
    }
}
