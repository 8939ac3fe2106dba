/// How a probe ended, and all that it said.
struct ProbeOutcome: CustomStringConvertible {
    /// The exit status, or minus the signal that ended it.
    let status: Int32
    /// Both standard streams, and, where it had to be killed, what its threads were doing.
    let transcript: String
    /// Whether it was killed because it did not end.
    let hasTimedOut: Bool

    /// All was well, by the probe's own account.
    var isPassed: Bool { status == 0 && self["result"] == "passed" }

    /// What the probe printed for a key.
    subscript(key: String) -> String? {
        transcript.split(separator: "\n").last { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }

    var description: String { "status \(status)\(hasTimedOut ? ", killed" : "")\n\(transcript)" }
}
