/// The fences of seed 1's table, by the seed's names.
enum FenceKind: String, Sendable, Codable, CaseIterable {
    case barrier
    case fullFence = "smp_mb"
    case membarrier

    /// The seed's table: whether a pair of fences orders the accesses around them.
    static func isOrdered(_ left: FenceKind, _ right: FenceKind) -> Bool {
        switch (left, right) {
        case (.membarrier, _), (_, .membarrier), (.fullFence, .fullFence): true
        case (.barrier, _), (_, .barrier): false
        }
    }
}
