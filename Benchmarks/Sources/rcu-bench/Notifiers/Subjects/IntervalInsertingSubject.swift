import Notifiers

/// Interval subscriptions, each ended at once.
struct IntervalInsertingSubject: NotifierSubject {
    let field: IntervalField

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let (notifiers, count) = (field.notifiers, field.intervals.count)
        do {
            return try loop(calls) { (call) throws(MemoryNotifierError) in
                let addresses = IntervalField.gap(IntervalField.index(call, of: count))
                let interval = try IntervalSubscription(addresses, in: notifiers, state: 0) { _, _ in }
                interval.remove()
            }
        } catch {
            Self.abort(error)
        }
    }
}
