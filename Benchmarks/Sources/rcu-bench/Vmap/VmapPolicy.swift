/// Where a new block is put in its queue, by the contract's names.
enum VmapPolicy: String, Sendable, Codable, CaseIterable {
    /// Found first by the next request: the defect of seed 2.
    case head
    /// Found last, so that older blocks' holes are filled.
    case tail
}
