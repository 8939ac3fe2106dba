import BenchmarkKit

/// A row of the contract: what one scenario made an allocator do, and what a pair of calls cost.
struct VmapRow: Codable, Sendable, Equatable {
    let scenario: VmapScenario
    /// Where new blocks go, or the name of a peer.
    let policy: String
    /// Null for a peer, as all that is told of blocks.
    let blockPages: Int?
    var maps: Int?
    var blocksAllocated: Int?
    var blocksFreed: Int?
    var blocksLive: Int?
    var longestScan: Int?
    var meanScan: Double?
    var mapMeanNs: Double?
    var unmapMeanNs: Double?
    var expected: String
    var verdict: VmapVerdict?
    /// Null for a peer.
    let form: VmapForm?
    let threads: Int
    var pairNs: Double?
    var pairsPerSecond: Double?
    /// The time of a pair over that of the cheapest malloc in the same scenario.
    var versusCheapestMalloc: Double?
    /// How many times cheaper a pair is than one of mmap and munmap in the same scenario.
    var cheaperThanMmap: Double?
    /// What the seed measured in a kernel, where the run is the seed's.
    var seedMapMeanNs: Double?
    var seedUnmapMeanNs: Double?
    /// Address space in use at the peak.
    var peakAddressBytes: Int?
    var peakMappings: Int?
    var note: String?

    /// A row of this package's allocator.
    init(_ scenario: VmapScenario, _ policy: VmapPolicy, _ plan: VmapPlan, _ measurement: VmapMeasurement) {
        self.scenario = scenario
        self.policy = policy.rawValue
        blockPages = plan.blockPages
        form = plan.form
        threads = plan.producerConsumer ? 2 : plan.threads
        (expected, verdict) = VmapJudge(scenario: scenario, policy: policy, plan: plan).judge(measurement)
        let counters = measurement.counters
        blocksAllocated = counters?.blocksAllocated
        blocksFreed = counters?.blocksFreed
        blocksLive = counters?.blocksLive
        longestScan = counters?.longestScan
        meanScan = counters?.meanScan
        peakAddressBytes = counters?.peakAddressBytes
        peakMappings = measurement.growth?.peakMappings
        if plan.blockPages == SeedTimes.blockPages, plan.isDeterministic, let seed = SeedTimes(scenario, policy) {
            seedMapMeanNs = seed.map
            seedUnmapMeanNs = seed.unmap
        }
        take(measurement)
    }

    /// A row of a peer, which has no blocks to count.
    init(_ scenario: VmapScenario, _ peer: PeerName, _ plan: VmapPlan, _ measurement: VmapMeasurement) {
        self.init(scenario, peer, plan, note: nil)
        take(measurement)
    }

    /// A row of a peer that could not run, and why.
    init(_ scenario: VmapScenario, _ peer: PeerName, _ plan: VmapPlan, note: String?) {
        self.scenario = scenario
        policy = peer.rawValue
        blockPages = nil
        form = nil
        threads = plan.producerConsumer ? 2 : plan.threads
        expected = "no block allocator"
        self.note = note
    }

    private mutating func take(_ measurement: VmapMeasurement) {
        maps = measurement.counters?.maps ?? measurement.maps
        mapMeanNs = measurement.mapNanoseconds
        unmapMeanNs = measurement.unmapNanoseconds
        pairNs = measurement.nanosecondsPerPair
        pairsPerSecond = measurement.pairsPerSecond
    }
}
