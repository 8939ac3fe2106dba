import BenchmarkKit

/// A long run of random sizes with some ranges live at a time, which shows whether address space leaks away.
struct MixedRun<Source: PageSource> {
    let source: Source
    let operations: Int

    private static var liveRanges: Int { 256 }
    private static var looks: Int { 100 }

    func measure() -> VmapMeasurement {
        BenchmarkThread(on: Processor.usable[0]) { run() }.join()
    }

    private func run() -> VmapMeasurement {
        var window = MixedWindow(liveRanges: Self.liveRanges)
        var growth = MixedGrowth()
        var ticks: UInt64 = 0
        for look in 1...Self.looks {
            let began = Ticks.now
            window.run(operations * look / Self.looks - operations * (look - 1) / Self.looks, on: source)
            ticks += Ticks.now - began
            guard let counters = source.counters else { continue }
            if look <= Self.looks / 10 { growth.earlyPeakBytes = counters.peakAddressBytes }
            growth.peakBytes = counters.peakAddressBytes
            growth.peakMappings = source.mappings.map { max($0, growth.peakMappings ?? 0) }
        }
        window.empty(on: source)
        let nanoseconds = Double(ticks) * Ticks.nanosecondsPerTick
        return VmapMeasurement(
            maps: operations,
            counters: source.counters,
            nanosecondsPerPair: nanoseconds / Double(operations),
            pairsPerSecond: Double(operations) * 1e9 / nanoseconds,
            growth: growth
        )
    }
}
