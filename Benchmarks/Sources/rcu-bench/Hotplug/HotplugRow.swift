import BenchmarkKit

/// A row of the contract: what one operation takes whoever asks for it, beside so many workers.
struct HotplugRow: Sendable, Equatable {
    let operation: HotplugOperation
    let workers: Int
    let p50Ns: Double?
    let p99Ns: Double?
    let maxNs: Double?
    let samples: Int

    init(_ operation: HotplugOperation, workers: Int, _ latencies: LatencyHistogram) {
        self.operation = operation
        self.workers = workers
        p50Ns = latencies.nanoseconds(percentile: 50)
        p99Ns = latencies.nanoseconds(percentile: 99)
        maxNs = latencies.maximumNanoseconds
        samples = latencies.count
    }

    var fields: [ReportField] {
        [
            ReportField("operation", .text(operation.rawValue)),
            ReportField("workers", .integer(workers)),
            ReportField("p50Ns", ReportValue(p50Ns)),
            ReportField("p99Ns", ReportValue(p99Ns)),
            ReportField("maxNs", ReportValue(maxNs)),
            ReportField("samples", .integer(samples)),
        ]
    }
}
