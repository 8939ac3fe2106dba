internal import CMembarrier

/// A number of the calling thread that is never given to another, so that a lease cannot pass to a thread that took over
/// an ended one's id or stack.
enum ThreadNumber {
    /// 0 where the thread has none yet, which is nobody's.
    @inline(__always)
    static var current: UInt64 { cmembarrier_thread_number() }

    /// The number, taken now where there was none.
    static var assigned: UInt64 {
        let number = cmembarrier_thread_number()
        return number != 0 ? number : cmembarrier_take_thread_number()
    }
}
