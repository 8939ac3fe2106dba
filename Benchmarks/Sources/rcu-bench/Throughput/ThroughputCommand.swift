import ArgumentParser

/// `rcu-bench throughput`.
struct ThroughputCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughput",
        abstract: "Reads and writes in a fixed time, scheme by scheme: seed 1's table.",
        discussion: """
            All schemes run the same loop, one after the other. A write allocates a new value, publishes it, \
            waits until no reader can hold the old one, poisons that and frees it some writes later. Each reader checks \
            each value it reads: one that sees a reclaimed value ends the run with status 70 and no result. Readers \
            look at the stop flag once in 1024 sections, which is also how often quiescent-state readers report, as in \
            liburcu's own benchmark (more often where --read-length makes sections long).

            nsPerRead is elapsed time x min(readers, processors) / reads: the time of one processor that a read takes, \
            with all that the writers take counted in. readsVersusMB is null where liburcu-mb is not among the \
            schemes. \
            writeP50Ns and writeP99Ns are times of a whole write. rcu-signal and rcu-mprotect run in a child process. \
            unsynchronized protects nothing: its writers publish once a millisecond and reclaim nothing before the end.
            """
    )

    @Option(parsing: .unconditional, help: "Reader threads.")
    var readers = 6

    @Option(parsing: .unconditional, help: "Writer threads.")
    var writers = 2

    @Option(parsing: .unconditional, help: "Time of each run.")
    var seconds = 10.0

    @Option(
        help: ArgumentHelp(
            "Schemes to run, in this order (default: all: \(CommaSeparated.names(of: SchemeName.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "scheme") }
    )
    var schemes: [SchemeName] = SchemeName.allCases

    @Option(parsing: .unconditional, help: "Turns of a pause loop inside each read section.")
    var readLength = 0

    @Option(parsing: .unconditional, help: "Turns of a pause loop between a writer's writes.")
    var writeDelay = 0

    @Option(parsing: .unconditional, help: "Runs of each scheme, interleaved; the result is each figure's median.")
    var rounds = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        try ArgumentChecks.count(readers, in: 0...10_000, option: "--readers")
        try ArgumentChecks.count(writers, in: 0...10_000, option: "--writers")
        guard readers + writers > 0 else {
            throw ValidationError("--readers and --writers are both 0: nothing would run")
        }
        try ArgumentChecks.seconds(seconds)
        try ArgumentChecks.count(readLength, in: 0...1_000_000_000, option: "--read-length")
        try ArgumentChecks.count(writeDelay, in: 0...1_000_000_000, option: "--write-delay")
        try ArgumentChecks.count(rounds, in: 1...1000, option: "--rounds")
    }

    func run() throws {
        let destination = try output.openDestination()
        let plan = RunPlan(
            readers: readers,
            writers: writers,
            seconds: seconds,
            readLength: readLength,
            writeDelay: writeDelay
        )
        let benchmark = ThroughputBenchmark(plan: plan, schemes: schemes, rounds: rounds)
        destination.write(ThroughputReport.report(try benchmark.rows(), of: benchmark))
    }
}
