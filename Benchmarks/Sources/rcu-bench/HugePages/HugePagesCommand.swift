import ArgumentParser
import BenchmarkKit

/// `rcu-bench hugepages`.
struct HugePagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hugepages",
        abstract: "Seed 3's five lines, and a sixth that is really random, over huge pages and over small ones.",
        discussion: """
            memset three times, the first of which faults the memory in; then a store to each page, in order, twice; \
            then five million stores to places drawn at random from the first gibibyte.

            The kernel is asked after the first phase what backs the memory. Exit status 1 if that is not huge pages \
            alone under huge, or any huge page under base: such figures prove nothing.
            """
    )

    @Option(parsing: .unconditional, help: "Size of the memory, a multiple of 2.")
    var mebibytes = 3072

    @Option(parsing: .unconditional, help: "Turns of each policy; the result is their median.")
    var rounds = 3

    @OptionGroup var output: OutputOptions

    func validate() throws {
        try StrategyEnvironment.validate()
        try ArgumentChecks.count(mebibytes, in: 2...1 << 20, option: "--mebibytes")
        guard mebibytes.isMultiple(of: 2) else {
            throw ValidationError("--mebibytes must be a multiple of 2, the size of a huge page, not \(mebibytes)")
        }
        try ArgumentChecks.count(rounds, in: 1...10_000, option: "--rounds")
    }

    func run() throws {
        let destination = try output.openDestination()
        let benchmark = HugePagesBenchmark(mebibytes: mebibytes, rounds: rounds)
        let rows = benchmark.rows()
        destination.write(HugePagesReport.report(rows, of: benchmark))
        guard rows.allSatisfy({ $0.note == nil }) else { throw ExitCode.failure }
    }
}
