import ArgumentParser
import BenchmarkKit

/// `rcu-bench vmap`.
struct VmapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vmap",
        abstract: "Seed 2's three scenarios on the block allocator: counters checked, calls timed, with peers.",
        discussion: """
            1: map 16 pages, then 8 pages until a hole of 8 is left; 1000 times. 2: 10,000 maps of 1 to 64 pages. 3: every \
            order in turn, each leaving a hole, then the holes are filled; 1000 times. Each map is unmapped before the next. \
            head puts a new block where it is found first, the seed's defect, tail where it is found last.

            A fresh allocator is run once for its counters. PASS and FAIL are about these: equal to seed 2's figures (in 1 \
            and 3) or inside their band (in 2). unchecked: no figure is known for such a run. Exit status 1 if any verdict \
            is FAIL.

            Then it is timed: tail's allocator goes on, head gets a fresh one each pass, since it would only grow. pair is \
            the time of all pairs, loop included, divided by their number. map and unmap are its parts, in the proportion \
            that a further pass finds: the timestamp counter is read between the calls, serialised, and its own cost taken \
            off. Such a read costs more than a call, so trust the pair before its parts.

            Peers serve the same requests, pages times 4096 bytes, from malloc, each preloaded into a child process that \
            verifies whose malloc it has; nobody asks them for page alignment. The loop runs in a thread, as servers have them: \
            glibc, alone in its process, would leave out its locks. mmap is a mapping for each request, in fewer iterations. \
            A peer that is not installed is a row that says so.
            """
    )

    @Option(parsing: .unconditional, help: "Pages of a block: a power of two from 128 to 1024.")
    var blockPages = 1024

    @Option(
        help: ArgumentHelp("Scenarios (default: 1,2,3).", valueName: "a,b,..."),
        transform: { try Self.scenarios($0) }
    )
    var scenarios: [VmapScenario] = VmapScenario.ofTheSeed

    @Option(
        help: ArgumentHelp("Where a new block goes (default: head,tail; tail with --operations).", valueName: "a,b"),
        transform: { try CommaSeparated.list($0, of: "policy") }
    )
    var policies: [VmapPolicy]?

    @Option(
        help: ArgumentHelp(
            "What to measure beside (default: none; all: \(CommaSeparated.names(of: PeerName.self))).",
            valueName: "a,b,..."
        ),
        transform: { try Self.peers($0) }
    )
    var peers: [PeerName] = []

    @Flag(help: "Only the peers, not this package's allocator.")
    var onlyPeers = false

    @Option(help: "What is asked of this package's allocator: a range that returns itself, or an address.")
    var form: VmapForm = .range

    @Option(parsing: .unconditional, help: "Threads, each with its own pass on the one allocator.")
    var threads = 1

    @Flag(help: "Write the first byte of every page between map and unmap.")
    var touch = false

    @Flag(help: "One thread maps and another one unmaps, with at most 1024 ranges on the way; addresses, not ranges.")
    var producerConsumer = false

    @Option(parsing: .unconditional, help: "Pairs to time at least, of each thread; 0 for the counters alone.")
    var timedPairs = 1_000_000

    @Option(parsing: .unconditional, help: "Runs of each, interleaved; times are medians.")
    var rounds = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            In place of the scenarios: so many pairs of random sizes, 256 ranges live at a time. PASS if the peak of all is \
            at most twice that of the first tenth.
            """,
            valueName: "pairs"
        )
    )
    var operations: Int?

    @Option(
        help: ArgumentHelp(
            "Draw scenario 1's live blocks after each iteration, for head and tail, into this SVG file.",
            valueName: "file"
        )
    )
    var plot: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        guard (128...1024).contains(blockPages), blockPages.nonzeroBitCount == 1 else {
            throw ValidationError("--block-pages must be a power of two from 128 to 1024, not \(blockPages)")
        }
        try ArgumentChecks.count(threads, in: 1...10_000, option: "--threads")
        try ArgumentChecks.count(timedPairs, in: 0...1_000_000_000_000, option: "--timed-pairs")
        try ArgumentChecks.count(rounds, in: 1...1000, option: "--rounds")
        try ArgumentChecks.distinct(scenarios.map(\.rawValue), option: "--scenarios")
        try ArgumentChecks.distinct((policies ?? []).map(\.rawValue), option: "--policies")
        try ArgumentChecks.distinct(peers.map(\.rawValue), option: "--peers")
        guard !onlyPeers || !peers.isEmpty else {
            throw ValidationError("--only-peers without --peers: nothing would run")
        }
        guard !producerConsumer || threads == 1 else {
            throw ValidationError("--producer-consumer has two threads of its own, not --threads \(threads)")
        }
        if let operations { try validateLongRun(operations) }
    }

    private func validateLongRun(_ operations: Int) throws {
        try ArgumentChecks.count(operations, in: 1000...1_000_000_000_000, option: "--operations")
        guard peers.isEmpty, threads == 1, !producerConsumer, !touch else {
            throw ValidationError("--operations takes no --peers, --threads, --producer-consumer or --touch")
        }
    }

    func run() throws {
        let destination = try output.openDestination()
        let drawing = try plot.map { try TextFile(path: $0) }
        let benchmark = benchmark
        let rows = try benchmark.rows()
        drawing?.write(GrowthPlot(plan: benchmark.plan).svg)
        destination.write(VmapReport.report(rows, of: benchmark))
        guard rows.allSatisfy({ $0.verdict != .fail }) else { throw ExitCode.failure }
    }

    private var benchmark: VmapBenchmark {
        let policies = policies ?? (operations == nil ? VmapPolicy.allCases : [.tail])
        return VmapBenchmark(
            scenarios: operations == nil ? scenarios : [.mixed],
            subjects: (onlyPeers ? [] : policies.map(VmapSubject.own)) + peers.map(VmapSubject.peer),
            plan: VmapPlan(
                blockPages: blockPages,
                threads: threads,
                form: producerConsumer || operations != nil ? .address : form,
                touches: touch,
                producerConsumer: producerConsumer,
                timedPairs: timedPairs,
                operations: operations
            ),
            rounds: rounds
        )
    }

    private static func scenarios(_ text: String) throws -> [VmapScenario] {
        let scenarios: [VmapScenario] = try CommaSeparated.list(text, of: "scenario")
        guard !scenarios.contains(.mixed) else {
            throw ValidationError("scenario 'mixed' is that of --operations, not of --scenarios")
        }
        return scenarios
    }

    private static func peers(_ text: String) throws -> [PeerName] {
        text.trimmed == PeerName.all ? PeerName.allCases : try CommaSeparated.list(text, of: "peer")
    }
}
