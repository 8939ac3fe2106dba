import BenchmarkKit

extension VmapRow {
    /// The contract's keys first, in its order.
    var fields: [ReportField] {
        [
            ReportField("scenario", .text(scenario.rawValue)),
            ReportField("policy", .text(policy)),
            ReportField("blockPages", ReportValue(blockPages)),
            ReportField("maps", ReportValue(maps)),
            ReportField("blocksAllocated", ReportValue(blocksAllocated)),
            ReportField("blocksFreed", ReportValue(blocksFreed)),
            ReportField("blocksLive", ReportValue(blocksLive)),
            ReportField("longestScan", ReportValue(longestScan)),
            ReportField("meanScan", ReportValue(meanScan)),
            ReportField("mapMeanNs", ReportValue(mapMeanNs)),
            ReportField("unmapMeanNs", ReportValue(unmapMeanNs)),
            ReportField("expected", .text(expected)),
            ReportField("verdict", ReportValue(verdict?.rawValue)),
            ReportField("form", ReportValue(form?.rawValue)),
            ReportField("threads", .integer(threads)),
            ReportField("pairNs", ReportValue(pairNs)),
            ReportField("pairsPerSecond", ReportValue(pairsPerSecond)),
            ReportField("versusCheapestMalloc", ReportValue(versusCheapestMalloc)),
            ReportField("cheaperThanMmap", ReportValue(cheaperThanMmap)),
            ReportField("seedMapMeanNs", ReportValue(seedMapMeanNs)),
            ReportField("seedUnmapMeanNs", ReportValue(seedUnmapMeanNs)),
            ReportField("peakAddressBytes", ReportValue(peakAddressBytes)),
            ReportField("peakMappings", ReportValue(peakMappings)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
