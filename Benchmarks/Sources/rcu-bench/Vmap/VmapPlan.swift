/// How a run is made, whoever serves it.
struct VmapPlan: Sendable {
    let blockPages: Int
    let threads: Int
    let form: VmapForm
    let touches: Bool
    let producerConsumer: Bool
    /// Pairs of each thread to time, beyond the run that is counted; 0 for none.
    var timedPairs: Int
    /// Pairs of the long run.
    let operations: Int?

    /// Whether one thread alone does everything, in an order that is fixed.
    var isDeterministic: Bool { threads == 1 && !producerConsumer }

    func timing(atMost limit: Int) -> VmapPlan {
        var plan = self
        plan.timedPairs = min(timedPairs, limit)
        return plan
    }
}
