internal import CTestShims
internal import Glibc
internal import Synchronization

/// Signals upon signals to a run's readers, each of which runs an ``Interruption``: between any two instructions of
/// theirs, sooner or later.
///
/// They come from timers, and not from another thread, which would have to be given a processor for each of them. One
/// storm at a time in a process: the handler finds its interruption in a global.
enum SignalStorm {
    private static let periodInNanoseconds: Int64 = 20_000
    private static let turn = Mutex<Void>(())
    /// The address of the interruption under way; a number, because a handler must load it without a lock.
    private static let current = Atomic<UInt>(0)

    /// Runs `body` with the handler in place.
    static func run(_ interruption: Interruption, _ body: () -> ShapeResult) -> ShapeResult {
        turn.withLock { _ in
            // Never released: a thread that a stalled run has left behind may still be interrupted.
            let address = UInt(bitPattern: Unmanaged.passRetained(interruption).toOpaque())
            current.store(address, ordering: .sequentiallyConsistent)
            signal(SIGUSR2) { _ in
                let saved = errno
                if let address = UnsafeRawPointer(bitPattern: SignalStorm.current.load(ordering: .acquiring)) {
                    Unmanaged<Interruption>.fromOpaque(address).takeUnretainedValue().strike()
                }
                errno = saved
            }
            return body()
        }
    }

    /// Runs `body` on the calling thread in the storm.
    static func overCurrentThread(_ body: () -> Void) {
        var timer: Int32 = 0
        let result = ctestshims_interrupt_me(SIGUSR2, periodInNanoseconds, &timer)
        precondition(result == 0, "a timer was refused with \(result)")
        body()
        ctestshims_stop_interrupting(timer)
    }
}
