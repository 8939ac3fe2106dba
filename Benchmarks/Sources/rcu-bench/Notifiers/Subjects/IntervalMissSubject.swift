import Notifiers

/// Invalidations of memory that no interval has.
struct IntervalMissSubject: NotifierSubject {
    let field: IntervalField

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let (notifiers, counter, count) = (field.notifiers, field.counter, field.intervals.count)
        let before = counter.count
        let ticks = loop(calls) { call in
            let addresses = IntervalField.gap(IntervalField.index(call, of: count))
            notifiers.withInvalidation(of: addresses, event: .unmap) {}
        }
        check(counter.count - before, 0)
        return ticks
    }
}
