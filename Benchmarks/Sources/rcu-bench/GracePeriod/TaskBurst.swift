/// What 10,000 tasks that waited at once came to.
struct TaskBurst: Sendable {
    /// Nil where the implementation does not count them.
    let gracePeriods: Int?
    /// From the first task's start to the last one's end.
    let nanoseconds: Double
}
