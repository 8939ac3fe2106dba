import BenchmarkKit

/// Where a result goes, open and ready.
struct ReportDestination {
    let file: TextFile
    let format: ReportFormat

    /// Writes all of the report.
    func write(_ report: BenchmarkReport) {
        Progress.clear()
        file.write(report.rendered(as: format))
    }
}
