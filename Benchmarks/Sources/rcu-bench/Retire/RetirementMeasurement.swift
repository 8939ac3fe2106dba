/// What one run of one way to retire came to.
struct RetirementMeasurement: Sendable {
    /// From the start until the barrier returned.
    let elapsedSeconds: Double
    let retired: Int
    /// The largest backlog that was seen, one look a millisecond.
    let peakBacklog: Int
    let liveAtEnd: Int
}
