import BenchmarkKit

/// A row of the contract: what one operation costs whoever asks for it, beside so many idle readers.
struct GracePeriodRow: Codable, Sendable, Equatable {
    let operation: GracePeriodOperation
    let implementation: ImplementationName
    let idleReaders: Int
    let p50Ns: Double?
    let p99Ns: Double?
    let p999Ns: Double?
    let maxNs: Double?
    let samples: Int
    /// Where many ask at once: the grace periods that served them, where they are counted, and the time that took.
    let gracePeriods: Int?
    let burstNs: Double?

    init(
        _ operation: GracePeriodOperation,
        _ implementation: ImplementationName,
        idleReaders: Int,
        samples: GracePeriodSamples
    ) {
        self.operation = operation
        self.implementation = implementation
        self.idleReaders = idleReaders
        p50Ns = samples.latencies.nanoseconds(percentile: 50)
        p99Ns = samples.latencies.nanoseconds(percentile: 99)
        p999Ns = samples.latencies.nanoseconds(percentile: 99.9)
        maxNs = samples.latencies.maximumNanoseconds
        self.samples = samples.latencies.count
        gracePeriods = samples.bursts.compactMap(\.gracePeriods).median
        burstNs = samples.bursts.map(\.nanoseconds).median
    }

    var fields: [ReportField] {
        [
            ReportField("operation", .text(operation.rawValue)),
            ReportField("implementation", .text(implementation.rawValue)),
            ReportField("idleReaders", .integer(idleReaders)),
            ReportField("p50Ns", ReportValue(p50Ns)),
            ReportField("p99Ns", ReportValue(p99Ns)),
            ReportField("p999Ns", ReportValue(p999Ns)),
            ReportField("maxNs", ReportValue(maxNs)),
            ReportField("samples", .integer(samples)),
            ReportField("gracePeriods", ReportValue(gracePeriods)),
            ReportField("burstNs", ReportValue(burstNs)),
        ]
    }
}
