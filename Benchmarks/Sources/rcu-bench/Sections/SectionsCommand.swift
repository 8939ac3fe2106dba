import ArgumentParser
import BenchmarkKit

/// `rcu-bench sections`.
struct SectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sections",
        abstract: "What one read section costs its thread, by kind, with no writer about.",
        discussion: """
            Each thread is kept on a processor and runs sections one after the other; each loads one value. The kinds \
            take turns. More threads than processors measure the scheduler.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Kinds of sections (default: all: \(CommaSeparated.names(of: SectionName.self))).",
            valueName: "a,b,..."
        ),
        transform: { try CommaSeparated.list($0, of: "section") }
    )
    var sections: [SectionName] = SectionName.allCases

    @Option(
        help: ArgumentHelp("Numbers of reading threads (default: 1,2).", valueName: "n,m,..."),
        transform: { try CommaSeparated.counts($0, of: "threads", limit: 10_000) }
    )
    var threads: [Int] = [1, 2]

    @Option(parsing: .unconditional, help: "Sections that each thread runs a turn.")
    var sectionsPerTurn = 2_000_000

    @Option(parsing: .unconditional, help: "Turns of each kind; the result is their median.")
    var rounds = 11

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        for count in threads { try ArgumentChecks.count(count, in: 1...10_000, option: "--threads") }
        try ArgumentChecks.count(sectionsPerTurn, in: 1...1_000_000_000, option: "--sections-per-turn")
        try ArgumentChecks.count(rounds, in: 1...10_000, option: "--rounds")
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = SectionsBenchmark(
            sections: sections,
            threads: threads,
            sectionsPerTurn: sectionsPerTurn,
            rounds: rounds
        )
        destination.write(SectionsReport.report(benchmark.rows(), of: benchmark))
    }
}
