/// Who has used a queue past the lease lately; guarded by the queue's lock.
struct LeaseTurns {
    var lastThread: UInt = 0
    var streak = 0

    /// How often in a row a thread takes the lock before the queue leans towards it. Taking the lease away costs a heavy fence, a
    /// microsecond; where two threads alternate it is paid once in so many operations.
    static let streakForLease = 64
}
