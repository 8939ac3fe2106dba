import ArgumentParser
import BenchmarkKit

/// `rcu-bench hotplug`.
struct HotplugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotplug",
        abstract: "How long a worker takes to come up, to go, and to answer a message; threads and queues beside it.",
        discussion: """
            bring-up and tear-down are of one worker at a time, with no states installed but the group's own; pthread create \
            is a thread that says when it is there, and pthread join one that is told to end. Round trips go to each worker in \
            turn; both sides sleep, except in message round trip awake, where worker 0 is kept busy with small messages and the \
            sender spins. A Dispatch round trip is an asynchronous block on a serial queue of its own and a semaphore; \
            a NIO one is execute() on an event loop and a semaphore.
            """
    )

    @Option(
        help: ArgumentHelp("Numbers of workers (default: 1,2,4,8).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "workers", limit: 1024) }
    )
    var workers: [Int] = [1, 2, 4, 8]

    @Option(parsing: .unconditional, help: "Samples of each row.")
    var samples = 10_000

    @Option(parsing: .unconditional, help: "Longest time a row may take; a slow one then has fewer samples.")
    var rowSeconds = 0.5

    @Option(parsing: .unconditional, help: "Turns that each row is divided into.")
    var rounds = 10

    @Option(
        help: ArgumentHelp(
            "Operations (default: all: \(CommaSeparated.names(of: HotplugOperation.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "operation") }
    )
    var operations: [HotplugOperation] = HotplugOperation.allCases

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        for count in workers { try ArgumentChecks.count(count, in: 1...1024, option: "--workers") }
        try ArgumentChecks.count(samples, in: 1...100_000_000, option: "--samples")
        try ArgumentChecks.seconds(rowSeconds, option: "--row-seconds")
        try ArgumentChecks.count(rounds, in: 1...10_000, option: "--rounds")
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = HotplugBenchmark(
            operations: operations,
            workers: workers,
            samples: samples,
            rowSeconds: rowSeconds,
            rounds: rounds
        )
        destination.write(HotplugReport.report(benchmark.rows(), of: benchmark))
    }
}
