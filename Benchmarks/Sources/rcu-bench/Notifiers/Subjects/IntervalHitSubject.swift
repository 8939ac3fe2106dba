import Notifiers

/// Invalidations of memory that one interval has.
struct IntervalHitSubject: NotifierSubject {
    let field: IntervalField

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let (notifiers, counter, count) = (field.notifiers, field.counter, field.intervals.count)
        let before = counter.count
        let ticks = loop(calls) { call in
            let addresses = IntervalField.addresses(IntervalField.index(call, of: count))
            notifiers.withInvalidation(of: addresses, event: .unmap) {}
        }
        check(counter.count - before, calls)
        return ticks
    }
}
