internal import Glibc
internal import ReadCopyUpdate
internal import TestThreads

/// A destructor of thread-local data that reads, and asks to be run again.
enum LateReads {
    /// PTHREAD_DESTRUCTOR_ITERATIONS.
    static let libraryRounds = Int(sysconf(Int32(_SC_THREAD_DESTRUCTOR_ITERATIONS)))

    private static let reads = SharedCounter()

    // Created after RCU's own key, and so run after RCU's destructor in each round.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let result = pthread_key_create(&key) { value in
            RCU.read { _ in _ = LateReads.reads.increment() }
            LateReads.arm(rounds: Int(bitPattern: value) - 1)
        }
        precondition(result == 0, "pthread_key_create failed with \(result)")
        return key
    }()

    /// Runs threads that exit with so many rounds to go; returns how many late reads there were.
    static func exit(threads: Int, burst: Int, rounds: Int) -> Int {
        let before = reads.count
        var ended = 0
        while ended < threads {
            let some = (0..<min(burst, threads - ended)).map { index in
                TestThread {
                    // Every other thread reads for the first time when it is gone already.
                    if index & 1 == 0 { RCU.read { _ in } }
                    arm(rounds: rounds)
                }
            }
            for thread in some { thread.join() }
            ended += some.count
        }
        return reads.count - before
    }

    /// The number of rounds to go is the value itself; 0 is none.
    private static func arm(rounds: Int) {
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: rounds))
    }
}
