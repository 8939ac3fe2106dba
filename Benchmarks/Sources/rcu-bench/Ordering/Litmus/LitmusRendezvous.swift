import Glibc
import Synchronization

/// How the two threads of a litmus test meet for each run: without it, the weak outcomes are far rarer.
///
/// The left thread leads: it resets the variables, names a moment of the timestamp counter, and announces the run; both
/// wait for that moment. What one thread writes and the other polls has lines of its own.
final class LitmusRendezvous: Sendable {
    /// Stands for a run's number when there is none to come.
    static let finished = UInt64.max

    /// The number of the run that may begin.
    let announced = IsolatedCell(Atomic<UInt64>(0))
    /// The moment at which it begins, and the ticks that the left thread's last body took.
    let moment = IsolatedCell(Atomic<UInt64>(0))
    let leftTicks = IsolatedCell(Atomic<UInt64>(0))
    /// The last run that the right thread has ended, what its loads found there, and the ticks it took.
    let completed = IsolatedCell(Atomic<UInt64>(0))
    let rightEarly = IsolatedCell(Atomic<UInt32>(0))
    let rightLate = IsolatedCell(Atomic<UInt32>(0))
    let rightTicks = IsolatedCell(Atomic<UInt64>(0))

    deinit {
        for cell in [announced, moment, leftTicks, completed, rightTicks] {
            cell.destroy()
        }
        rightEarly.destroy()
        rightLate.destroy()
    }

    /// Polls until `condition` holds; after a while it lets others run, should both threads share a processor.
    @inline(__always)
    static func wait(until condition: () -> Bool) {
        var turns = 0
        while !condition() {
            turns &+= 1
            if turns > 10_000 {
                sched_yield()
            } else {
                SpinLoop.dwell(1)
            }
        }
    }
}
