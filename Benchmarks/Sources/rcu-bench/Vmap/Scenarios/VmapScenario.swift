/// The scenarios of seed 2, by the contract's names, and one that is none of the seed's.
enum VmapScenario: String, Sendable, Codable, CaseIterable {
    /// A large chunk, then small ones until a hole is left that no large chunk fits into.
    case exhaust = "1"
    /// Random sizes.
    case random = "2"
    /// Every order in turn, each leaving a hole; then the holes are filled.
    case ascending = "3"
    /// Random sizes of which a few hundred are live at a time: `--operations`.
    case mixed

    /// What `--scenarios` may name.
    static let ofTheSeed: [VmapScenario] = [.exhaust, .random, .ascending]
}
