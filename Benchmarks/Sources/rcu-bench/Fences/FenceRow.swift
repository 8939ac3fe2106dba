import BenchmarkKit

/// A row of the contract: what one fence costs its caller.
struct FenceRow: Codable, Sendable, Equatable {
    let fence: FenceName
    let strategy: String?
    let siblings: Int
    var meanNs: Double?
    var p50Ns: Double?
    var p99Ns: Double?
    var maxNs: Double?
    var calls: Int?
    var seedMeanNs: Double?
    var note: String?

    init(_ fence: FenceName, strategy: String?, siblings: Int, note: String?) {
        self.fence = fence
        self.strategy = strategy
        self.siblings = siblings
        self.note = note
        // Seed 1: 1000 calls in 33 s, with seven siblings on eight cores.
        seedMeanNs = fence == .global ? 33_000_000 : nil
    }

    init(_ fence: FenceName, strategy: String?, siblings: Int, calls: Int, latencies: LatencyHistogram) {
        self.init(fence, strategy: strategy, siblings: siblings, note: nil)
        self.calls = calls
        meanNs = latencies.meanNanoseconds
        p50Ns = latencies.nanoseconds(percentile: 50)
        p99Ns = latencies.nanoseconds(percentile: 99)
        maxNs = latencies.maximumNanoseconds
    }

    var fields: [ReportField] {
        [
            ReportField("fence", .text(fence.rawValue)),
            ReportField("strategy", ReportValue(strategy)),
            ReportField("siblings", .integer(siblings)),
            ReportField("meanNs", ReportValue(meanNs)),
            ReportField("p50Ns", ReportValue(p50Ns)),
            ReportField("p99Ns", ReportValue(p99Ns)),
            ReportField("maxNs", ReportValue(maxNs)),
            ReportField("calls", ReportValue(calls)),
            ReportField("seedMeanNs", ReportValue(seedMeanNs)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
