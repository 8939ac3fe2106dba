import BenchmarkKit

/// What one writer thread did.
struct WriterResult: Sendable {
    var writes = 0
    var latencies = LatencyHistogram()
}
