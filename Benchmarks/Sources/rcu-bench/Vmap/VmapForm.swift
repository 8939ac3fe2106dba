/// The two forms of this package's requests.
enum VmapForm: String, Sendable, Codable, CaseIterable {
    /// `allocate(pages:)`: a range that returns itself.
    case range
    /// `allocateAddress(pages:)` and `free(_:)`: an address, as C code has it.
    case address
}
