/// The counters that a run must end with, where they are known.
///
/// Seed 2 and a model of its algorithm have them for one thread and blocks of 1024 pages; for 256 the model alone, tail only.
struct VmapOracle: Sendable {
    /// With sizes of 2^n up to 64 pages and insertion at the tail, no walk looks at more blocks than there are sizes.
    static let longestTailScan = 7

    let maps: Int
    let blocksAllocated: ClosedRange<Int>
    let blocksFreed: ClosedRange<Int>
    let longestScan: ClosedRange<Int>

    /// The oracle of a deterministic run, or nil where none is known.
    init?(_ scenario: VmapScenario, _ policy: VmapPolicy, blockPages: Int) {
        let tail = 0...Self.longestTailScan
        switch (scenario, policy, blockPages) {
        case (.exhaust, .head, 1024): self.init(maps: 126_000, 1000...1000, 0...0, longest: 999...999)
        case (.exhaust, .tail, 1024): self.init(maps: 126_000, 993...993, 992...992, longest: 1...1)
        case (.random, .head, 1024): self.init(maps: 10_000, 415...430, 30...58, longest: 330...410)
        case (.random, .tail, 1024): self.init(maps: 10_000, 410...423, 408...420, longest: tail)
        case (.ascending, .head, 1024): self.init(maps: 2_032_000, 7001...7001, 6993...6993, longest: 7...7)
        case (.ascending, .tail, 1024): self.init(maps: 2_032_000, 7000...7000, 7000...7000, longest: 7...7)
        case (.exhaust, .tail, 256): self.init(maps: 30_000, 969...969, 968...968, longest: tail)
        case (.ascending, .tail, 256): self.init(maps: 508_000, 7000...7000, 7000...7000, longest: tail)
        default: return nil
        }
    }

    private init(
        maps: Int,
        _ allocated: ClosedRange<Int>,
        _ freed: ClosedRange<Int>,
        longest: ClosedRange<Int>
    ) {
        self.maps = maps
        blocksAllocated = allocated
        blocksFreed = freed
        longestScan = longest
    }

    func accepts(_ counters: BlockCounters) -> Bool {
        counters.maps == maps
            && blocksAllocated.contains(counters.blocksAllocated)
            && blocksFreed.contains(counters.blocksFreed)
            && longestScan.contains(counters.longestScan)
            && counters.blocksLive == counters.blocksAllocated - counters.blocksFreed
    }

    /// The figures as a row shows them.
    var text: String {
        let (allocated, freed) = (Self.text(blocksAllocated), Self.text(blocksFreed))
        return "\(maps) maps, \(allocated) allocated, \(freed) freed, longest scan \(Self.text(longestScan))"
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        if range.count == 1 { return "\(range.lowerBound)" }
        return range.lowerBound == 0 ? "at most \(range.upperBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
}
