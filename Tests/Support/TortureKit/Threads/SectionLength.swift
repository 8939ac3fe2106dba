/// How often the reader of a handshake looks before it closes its section: mostly about as long as the updater's
/// patience lasts.
struct SectionLength {
    private static let longest = 1 << 16
    private let isAdaptive: Bool
    private var patience = 256

    init(isAdaptive: Bool) { self.isAdaptive = isAdaptive }

    func draw(_ random: inout TortureRandom) -> Int {
        // Now and then any length, so that what was learnt while the machine was busy does not stay.
        if !isAdaptive || random.isOneIn(8) { return 1 << random.below(16) + random.below(64) }
        return patience - patience / 16 + random.below(patience / 8 + 1)
    }

    /// Moves towards the length at which the updater just falls asleep.
    mutating func learn(updaterSlept: Bool) {
        let step = patience / 64 + 1
        patience = min(max(64, updaterSlept ? patience - step : patience + step), Self.longest)
    }
}
