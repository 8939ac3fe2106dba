/// What one run of one way to retire does.
struct RetirePlan: Sendable {
    let threads: Int
    let seconds: Double
    let objectBytes: Int
    /// Length of the sections that a reader beside holds, one after the other; 0 without one.
    let holderMilliseconds: Int
    /// This package's limits, where not its own defaults.
    let limitCount: Int?
    let limitBytes: Int?
    /// Where a run without a bound of its own ends early.
    let maximumBacklogBytes: Int

    /// Retirements between two looks at the stop flag, which is also when quiescent-state readers report.
    static let retirementsPerBatch = 64
}
