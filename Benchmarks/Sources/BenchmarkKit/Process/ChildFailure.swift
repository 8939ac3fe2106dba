/// A child process that did not end well.
public struct ChildFailure: Error, Sendable, CustomStringConvertible {
    /// Whether a signal ended it, as a trap in Swift does; then ``status`` is the signal's number.
    public let wasSignalled: Bool
    public let status: Int32
    private let message: String

    public init(wasSignalled: Bool, status: Int32, message: String) {
        self.wasSignalled = wasSignalled
        self.status = status
        self.message = message
    }

    /// The message of the trap that ended the child, or else its last line on standard error.
    public var description: String {
        let lines = message.split(separator: "\n").map(String.init)
        for line in lines {
            if let marker = line.firstRange(of: "Fatal error: ") { return String(line[marker.upperBound...]) }
        }
        return lines.last
            ?? (wasSignalled
                ? "a child process died of signal \(status)" : "a child process ended with status \(status)")
    }
}
