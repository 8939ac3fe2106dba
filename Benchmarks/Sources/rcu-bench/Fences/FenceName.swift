/// What `fences` times, by the names of the command line.
enum FenceName: String, Sendable, Codable, CaseIterable {
    /// A compiler barrier.
    case light
    /// A full fence of the processor.
    case full
    /// The asymmetric heavy fence, under each strategy.
    case heavy
    /// One call of `MEMBARRIER_CMD_GLOBAL`.
    case global
}
