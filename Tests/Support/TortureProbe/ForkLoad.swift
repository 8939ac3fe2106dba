internal import Glibc
internal import ReadCopyUpdate
internal import TestThreads

/// Readers and writers that are in the middle of something whenever the main thread forks.
struct ForkLoad {
    private let over = Latch()
    private let waited = SharedCounter()
    private let threads: [TestThread]

    init() {
        let over = over
        let waited = waited
        let readers = (0..<2).map { _ in
            TestThread {
                while !over.isOpen {
                    // Nearly always in a section, which the child must not take for one of its own.
                    RCU.read { _ in for _ in 0..<2000 where over.isOpen { return } }
                }
            }
        }
        let writers = (0..<2).map { _ in
            TestThread {
                while !over.isOpen {
                    RCU.synchronize()
                    waited.increment()
                }
            }
        }
        threads = readers + writers
    }

    var gracePeriods: Int { waited.count }

    /// Returns when a grace period has ended since the call: the next is under way, or about to be.
    func awaitProgress() {
        let before = waited.count
        while waited.count == before { sched_yield() }
    }

    func end() {
        over.open()
        for thread in threads { thread.join() }
    }
}
