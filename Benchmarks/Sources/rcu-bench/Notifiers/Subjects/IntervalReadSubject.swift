import Notifiers

/// What a reader does that makes a second mapping, without the look-up and the mapping.
struct IntervalReadSubject: NotifierSubject {
    let field: IntervalField

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let intervals = field.intervals
        var unchanged = 0
        do {
            let ticks = try loop(calls) { (call) throws(MemoryNotifierError) in
                let interval = intervals[IntervalField.index(call, of: intervals.count)]
                let sequence = try interval.subscription.readBegin()
                interval.subscription.withLock { _ in
                    if !interval.subscription.readRetry(sequence) { unchanged &+= 1 }
                }
            }
            check(unchanged, calls)
            return ticks
        } catch {
            Self.abort(error)
        }
    }
}
