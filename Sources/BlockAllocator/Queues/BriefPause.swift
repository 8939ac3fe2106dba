internal import CMembarrier
internal import Glibc

/// Waits for a thread that will be done in nanoseconds unless it is preempted: spins, then yields, then sleeps.
///
/// It sleeps in the end because a thread of real-time priority that only yields would keep the one it waits for from running.
struct BriefPause {
    private var turns = 0

    mutating func next() {
        turns += 1
        if turns < 200 {
            cmembarrier_pause()
        } else if turns < 300 {
            sched_yield()
        } else {
            var time = timespec(tv_sec: 0, tv_nsec: 50_000)
            nanosleep(&time, nil)
        }
    }
}
