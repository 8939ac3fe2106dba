/// What a call cost in seed 2's kernel, in nanoseconds.
struct SeedTimes: Sendable, Equatable {
    /// The seed's blocks, by its counters.
    static let blockPages = 1024

    let map: Double
    let unmap: Double

    /// Nil for a scenario that is not the seed's.
    init?(_ scenario: VmapScenario, _ policy: VmapPolicy) {
        switch (scenario, policy) {
        case (.exhaust, .head): (map, unmap) = (243, 174)
        case (.exhaust, .tail): (map, unmap) = (227, 161)
        case (.random, .head): (map, unmap) = (1017, 532)
        case (.random, .tail): (map, unmap) = (774, 546)
        case (.ascending, .head): (map, unmap) = (196, 178)
        case (.ascending, .tail): (map, unmap) = (194, 143)
        case (.mixed, _): return nil
        }
    }
}
