import CTestShims

/// Runs `body` on one processor, so that all it allocates comes from one queue; the thread may go elsewhere afterwards.
func onOneProcessor<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var processors = [Int32](repeating: 0, count: Int(ctestshims_processor_limit))
    let count = ctestshims_allowed_processors(&processors, Int32(processors.count))
    precondition(count > 0, "sched_getaffinity failed with \(count)")
    precondition(ctestshims_pin(processors[0]) == 0, "cannot run on processor \(processors[0]) alone")
    defer { _ = ctestshims_allow(processors, count) }
    return try body()
}
