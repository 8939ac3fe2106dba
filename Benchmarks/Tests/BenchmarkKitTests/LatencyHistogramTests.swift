import BenchmarkKit
import Testing

struct LatencyHistogramTests {
    @Test func anEmptyHistogramHasNoFigures() {
        let histogram = LatencyHistogram()
        #expect(histogram.nanoseconds(percentile: 50) == nil)
        #expect(histogram.meanNanoseconds == nil)
        #expect(histogram.maximumNanoseconds == nil)
    }

    @Test func figuresAreInNanosecondsAnOperation() throws {
        var histogram = LatencyHistogram(operationsPerSample: 10)
        for ticks in 1...1000 as ClosedRange<UInt64> {
            histogram.record(ticks: ticks)
        }
        let median = try #require(histogram.nanoseconds(percentile: 50))
        #expect(abs(median - 50 * Ticks.nanosecondsPerTick) < Ticks.nanosecondsPerTick)
        let maximum = try #require(histogram.maximumNanoseconds)
        #expect(abs(maximum - 100 * Ticks.nanosecondsPerTick) < Ticks.nanosecondsPerTick)
    }

    @Test func addingMerges() {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        second.record(ticks: 100)
        first.add(second)
        #expect(!first.isEmpty)
    }

    @Test func aValueBeyondTheRangeIsKeptAsItsEnd() {
        var histogram = LatencyHistogram()
        histogram.record(ticks: .max)
        #expect(!histogram.isEmpty)
    }

    @Test func medianTakesTheLowerOfTwo() {
        #expect([3, 1, 2].median == 2)
        #expect([4, 1, 3, 2].median == 2)
        #expect([Int]().median == nil)
    }
}
