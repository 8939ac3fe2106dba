import BenchmarkKit
import Glibc

/// Where a result goes, open and ready.
struct ReportDestination {
    let descriptor: CInt
    let format: ReportFormat

    /// Writes all of the report.
    func write(_ report: BenchmarkReport) {
        Progress.clear()
        var text = report.rendered(as: format)
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard written >= 0 || errno == EINTR else {
                    BenchmarkAbort.abort("cannot write the result: \(String(cString: strerror(errno)))", status: .io)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(written, 0)))
            }
        }
    }
}
