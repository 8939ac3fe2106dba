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
        guard let output else { return ReportDestination(descriptor: STDOUT_FILENO, format: format) }
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw ValidationError("cannot write to '\(output)': \(String(cString: strerror(errno)))")
        }
        return ReportDestination(descriptor: descriptor, format: format)
    }
}
