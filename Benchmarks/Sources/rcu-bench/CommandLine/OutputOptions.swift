import ArgumentParser
import BenchmarkKit
import Glibc

/// How and where the result is written; the same for every command.
struct OutputOptions: ParsableArguments {
    @Option(help: "The result's form.")
    var format: ReportFormat = .table

    @Option(help: ArgumentHelp("Write the result to this file, which is emptied first.", valueName: "file"))
    var output: String?

    /// Opens the place the result will go to: done before the run, so that no run ends with nowhere to write.
    func openDestination() throws -> ReportDestination {
        let file = try output.map { try TextFile(path: $0) } ?? TextFile(descriptor: STDOUT_FILENO)
        return ReportDestination(file: file, format: format)
    }
}
