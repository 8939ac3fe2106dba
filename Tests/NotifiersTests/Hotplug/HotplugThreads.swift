import AsymmetricFences
import Glibc
import Notifiers
import Synchronization
import TestThreads

/// Real threads as workers, which run what is given to them, one after the other.
final class HotplugThreads: HotplugTarget, @unchecked Sendable {
    enum Mood {
        case willing
        /// The system has no thread.
        case refusing
        /// The thread does not say that it is there before the time is over; then it does.
        case lateToStart
        /// A step is taken, and not begun before the time is over.
        case lateToBegin
        /// A step has ended, and that is not noticed in time.
        case lateToTell
        /// The thread has not ended when the time is over.
        case lateToStop
    }

    struct Refused: Error {}

    private let lock = FutexLock()
    private var workers: [Int: HotplugThread] = [:]
    private var mood = Mood.willing
    private var late: [@Sendable () -> Void] = []
    private var lostOnes: [Int] = []
    private let log: HotplugLog
    let starts = SharedCounter()

    init(_ log: HotplugLog) { self.log = log }

    func set(_ mood: Mood) { lock.withLock { self.mood = mood } }

    var lost: [Int] { lock.withLock { lostOnes } }

    var areIdle: Bool { lock.withLock { workers.values.allSatisfy(\.isIdle) } }

    /// What was late happens now.
    func letLateOnesGo() {
        let bodies = lock.withLock {
            defer { late = [] }
            return late
        }
        for body in bodies { body() }
    }

    func start(_ worker: Int, until deadline: ContinuousClock.Instant) throws -> Bool {
        starts.increment()
        let mood = lock.withLock { self.mood }
        if mood == .refusing {
            log.add(worker, "bring-up", .up, failed: true)
            throw Refused()
        }
        if mood == .lateToStart {
            log.add(worker, "bring-up", .up, failed: true)
            return false
        }
        let thread = HotplugThread(worker)
        lock.withLock { workers[worker] = thread }
        log.add(worker, "bring-up", .up)
        return true
    }

    func stop(_ worker: Int, until deadline: ContinuousClock.Instant) -> Bool {
        let mood = lock.withLock { self.mood }
        if mood == .lateToStop {
            log.add(worker, "bring-up", .down, failed: true)
            return false
        }
        lock.withLock { workers.removeValue(forKey: worker) }?.end()
        log.add(worker, "bring-up", .down)
        return true
    }

    func perform(on worker: Int, until deadline: ContinuousClock.Instant, _ step: @escaping @Sendable () -> Void)
        -> Bool
    {
        let (thread, mood) = lock.withLock { (workers[worker], self.mood) }
        guard let thread else { fatalError("a step for worker \(worker), which has no thread") }
        if mood == .lateToBegin {
            lock.withLock { late.append { thread.run(step) } }
            return false
        }
        let done = Latch()
        thread.give {
            step()
            done.open()
        }
        let isDone = waitUntil({ done.isOpen || ContinuousClock.now >= deadline }, within: .infinity) && done.isOpen
        return mood == .lateToTell ? false : isDone
    }

    func lost(_ worker: Int) { lock.withLock { lostOnes.append(worker) } }

    /// Ends the threads that are left.
    func end() {
        let left = lock.withLock {
            defer { workers = [:] }
            return workers
        }
        for thread in left.values { thread.end() }
    }
}
