/// What backs the memory that is measured, by the names of the contract.
enum PagePolicy: String, Sendable, CaseIterable {
    case huge
    case base

    /// How much of so many bytes must be huge, or the figures prove nothing.
    func expectedHugeBytes(of bytes: Int) -> Int {
        self == .huge ? bytes : 0
    }
}
