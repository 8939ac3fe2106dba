/// What one shape did and found.
public struct ShapeResult: Sendable {
    /// The shape's name.
    public let shape: String
    /// Grace periods that its updaters waited for.
    public let gracePeriods: Int
    /// Read sections that its readers opened.
    public let reads: Int
    /// Signal handlers that ran on its readers.
    public let interruptions: Int
    /// Where readers left versions, in the shapes that have a pipe.
    public let pipe: PipeHistogram
    /// What was violated, and how often.
    public let violations: [Violation: Int]
    /// How long it ran.
    public let seconds: Double

    /// Violations of all kinds.
    public var violationCount: Int { violations.values.reduce(0, +) }

    /// One line for people.
    public var summary: String {
        var line = "\(shape): \(gracePeriods) grace periods, \(reads) reads"
        if interruptions > 0 { line += ", \(interruptions) interruptions" }
        if pipe.counts.contains(where: { $0 > 0 }) { line += ", pipe \(pipe)" }
        return line + ", \(describedViolations)"
    }

    /// The violations, by kind.
    public var describedViolations: String {
        if violations.isEmpty { return "no violation" }
        return Violation.allCases.compactMap { kind in violations[kind].map { "\($0) \(kind.name)" } }
            .joined(separator: ", ")
    }
}
