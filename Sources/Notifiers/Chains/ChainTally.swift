/// What a call has come to so far.
@usableFromInline
@frozen
struct ChainTally {
    @usableFromInline var called = 0
    @usableFromInline var handled = 0
    @usableFromInline var amount = 0
    @usableFromInline var stop: NotifierStop?

    @inlinable
    @inline(__always)
    init() {}

    /// Counts a callback that was called; returns whether the next one is to be.
    @inlinable
    @inline(__always)
    mutating func add(_ answer: NotifierAnswer, of member: Unmanaged<ChainMember>) -> Bool {
        called &+= 1
        if case .ignored = answer { return true }
        handled &+= 1
        if case .done = answer { return true }
        return addSlowly(answer, of: member)
    }

    @usableFromInline
    @inline(never)
    mutating func addSlowly(_ answer: NotifierAnswer, of member: Unmanaged<ChainMember>) -> Bool {
        if case .amount(let more) = answer {
            // Two large answers must not cancel out.
            let (sum, overflows) = amount.addingReportingOverflow(more)
            amount = overflows ? (more > 0 ? .max : .min) : sum
            return true
        }
        stop = NotifierStop(answer, by: member.takeUnretainedValue())
        return false
    }
}
