internal import Synchronization

/// What the threads of one shape's run share: when to stop, what was counted, what was violated.
final class TortureRun: Sendable {
    let log = ViolationLog()

    private let stopped = Atomic<Bool>(false)
    private let gracePeriodCount = Atomic<Int>(0)
    private let readCount = Atomic<Int>(0)
    private let interruptionCount = Atomic<Int>(0)
    private let threadCount = Atomic<Int>(0)
    private let pipe = Mutex(PipeHistogram())
    /// Rung when the coordinator may have something to do before its next look.
    private let bell = WaitWord()

    /// Whether the threads are to end. A relaxed load: it must not order what a test wants unordered.
    var isStopped: Bool {
        @inline(__always) get { stopped.load(ordering: .relaxed) }
    }

    var gracePeriods: Int { gracePeriodCount.load(ordering: .relaxed) }
    var reads: Int { readCount.load(ordering: .relaxed) }
    var interruptions: Int { interruptionCount.load(ordering: .relaxed) }
    var histogram: PipeHistogram { pipe.withLock { $0 } }
    var threadsLeft: Int { threadCount.load(ordering: .sequentiallyConsistent) }

    func stop() { stopped.store(true, ordering: .sequentiallyConsistent) }

    func countGracePeriod() { gracePeriodCount.wrappingAdd(1, ordering: .relaxed) }

    func count(reads: Int, pipe histogram: PipeHistogram = PipeHistogram()) {
        readCount.wrappingAdd(reads, ordering: .relaxed)
        pipe.withLock { $0.add(histogram) }
    }

    /// Async-signal-safe.
    func countInterruption(reads: Int) {
        interruptionCount.wrappingAdd(1, ordering: .relaxed)
        readCount.wrappingAdd(reads, ordering: .relaxed)
    }

    func threadBegins() { threadCount.wrappingAdd(1, ordering: .sequentiallyConsistent) }

    func threadEnds() {
        threadCount.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        bell.increment()
        bell.wake()
    }

    /// Returns after at most `seconds`, sooner when a thread ends.
    func listen(atMost seconds: Double) {
        let heard = bell.value
        guard threadsLeft > 0, seconds > 0 else { return }
        bell.wait(whileEqualTo: heard, timeoutNanoseconds: Int64(min(seconds, 1) * 1e9))
    }
}
