import ArgumentParser
import BenchmarkKit

/// `rcu-bench retire`.
struct RetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Objects a second through deferred destruction, and how many pile up: ours, call_rcu, defer_rcu.",
        discussion: """
            Each thread allocates an object, gives it up, and so on; destruction poisons and frees it. The run ends when \
            a barrier has returned, and its time counts. An object destroyed twice, or not destroyed by then, ends the \
            run with status 70 and no result. Every run is a process of its own.

            object, pointer and closure are this package's forms, call-rcu and defer-rcu liburcu's. The backlog is what is \
            retired and not destroyed, looked at once a millisecond; statisticsPeakBacklog is what this package counts \
            itself. call_rcu bounds nothing: --maximum-backlog-bytes ends a run that runs away.
            """
    )

    @Option(
        help: ArgumentHelp("Numbers of retiring threads (default: 1,2).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "threads", limit: 10_000) }
    )
    var threads: [Int] = [1, 2]

    @Option(parsing: .unconditional, help: "Time of each run, without its barrier.")
    var seconds = 2.0

    @Option(parsing: .unconditional, help: "Size of each object.")
    var objectBytes = RetiredBlock.minimumBytes

    @Option(parsing: .unconditional, help: "Length of the sections of a reader beside, in ms; 0 for no reader.")
    var holderMs = 0

    @Option(parsing: .unconditional, help: "This package's limit on the backlog's objects (default: the library's).")
    var limitCount: Int?

    @Option(parsing: .unconditional, help: "This package's limit on the backlog's bytes (default: the library's).")
    var limitBytes: Int?

    @Option(parsing: .unconditional, help: "A run ends early when its backlog has so many bytes.")
    var maximumBacklogBytes = 4 << 30

    @Option(
        help: ArgumentHelp(
            "Implementations (default: rcu,liburcu-memb; all: \(CommaSeparated.names(of: ImplementationName.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "implementation") }
    )
    var implementations: [ImplementationName] = [.rcu, .liburcuMemb]

    @Option(
        help: ArgumentHelp(
            "Forms (default: all: \(CommaSeparated.names(of: RetirementForm.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "form") }
    )
    var forms: [RetirementForm] = RetirementForm.allCases

    @Option(parsing: .unconditional, help: "Runs of each, interleaved; rates are medians, backlogs maxima.")
    var rounds = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        for count in threads { try ArgumentChecks.count(count, in: 1...10_000, option: "--threads") }
        try ArgumentChecks.seconds(seconds)
        try ArgumentChecks.count(objectBytes, in: RetiredBlock.minimumBytes...1 << 24, option: "--object-bytes")
        try ArgumentChecks.count(holderMs, in: 0...1_000_000, option: "--holder-ms")
        if let limitCount { try ArgumentChecks.count(limitCount, in: 1...1 << 40, option: "--limit-count") }
        if let limitBytes { try ArgumentChecks.count(limitBytes, in: 1...1 << 50, option: "--limit-bytes") }
        try ArgumentChecks.count(maximumBacklogBytes, in: 1...1 << 50, option: "--maximum-backlog-bytes")
        try ArgumentChecks.count(rounds, in: 1...1000, option: "--rounds")
        guard forms.contains(where: { form in implementations.contains(where: form.isOffered) }) else {
            throw ValidationError("none of --implementations offers any of --forms: nothing would run")
        }
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = RetireBenchmark(
            implementations: implementations,
            forms: forms,
            threads: threads,
            rounds: rounds,
            plan: plan
        )
        destination.write(RetireReport.report(try benchmark.rows(), of: benchmark))
    }

    private var plan: @Sendable (_ threads: Int) -> RetirePlan {
        { [seconds, objectBytes, holderMs, limitCount, limitBytes, maximumBacklogBytes] threads in
            RetirePlan(
                threads: threads,
                seconds: seconds,
                objectBytes: objectBytes,
                holderMilliseconds: holderMs,
                limitCount: limitCount,
                limitBytes: limitBytes,
                maximumBacklogBytes: maximumBacklogBytes
            )
        }
    }
}
