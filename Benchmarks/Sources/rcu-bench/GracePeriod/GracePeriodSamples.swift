import BenchmarkKit

/// What all blocks of one row have gathered.
struct GracePeriodSamples: Sendable {
    var latencies: LatencyHistogram
    var bursts: [TaskBurst] = []

    init(_ operation: GracePeriodOperation) {
        latencies = LatencyHistogram(
            operationsPerSample: operation == .tokenIsComplete ? TokenSampler.looksPerSample : 1
        )
    }
}
