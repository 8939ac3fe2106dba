/// One thing that had to hold.
public struct TortureCheck: Sendable {
    /// What it was.
    public let name: String
    /// Whether it held.
    public let passed: Bool
    /// What was seen.
    public let detail: String

    public init(_ name: String, passed: Bool, detail: String) {
        self.name = name
        self.passed = passed
        self.detail = detail
    }
}
