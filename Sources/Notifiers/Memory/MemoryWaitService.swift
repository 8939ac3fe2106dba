internal import AsymmetricFences
internal import Glibc
internal import ReadCopyUpdate
internal import Synchronization

/// Looks after the waits of tasks: reports those that last long, and ends those whose deadline has passed.
///
/// On a thread of the library's own, which is there while a task waits. Not on the pool: when all of its threads are blocked, as by callbacks
/// that wait for each other, no task runs, and just then somebody is to be told who holds what open.
// Unchecked for what the lock protects.
final class MemoryWaitService: @unchecked Sendable {
    /// The longest time between two looks; what is due later than that from now needs no alert.
    private static let longestNap: Int64 = 1_000_000_000

    private static let current = Atomic<UInt>(0)

    /// The service of this process. In the child of a fork another takes its place, because the thread of the old one is not there, and may
    /// have been caught with the lock. Not a lazy initialiser, which may be caught too.
    static var shared: MemoryWaitService {
        var existing = current.load(ordering: .acquiring)
        let process = getpid()
        var new: Unmanaged<MemoryWaitService>?
        while true {
            if let service = UnsafeRawPointer(bitPattern: existing) {
                let service = Unmanaged<MemoryWaitService>.fromOpaque(service).takeUnretainedValue()
                if service.process == process {
                    new?.release()
                    return service
                }
            }
            let candidate = new ?? Unmanaged.passRetained(MemoryWaitService(process))
            new = candidate
            let swap = current.compareExchange(
                expected: existing,
                desired: UInt(bitPattern: candidate.toOpaque()),
                ordering: .acquiringAndReleasing
            )
            if swap.exchanged { return candidate.takeUnretainedValue() }
            existing = swap.original
        }
    }

    /// One wait. Only the thread touches the watch.
    private final class Wait: @unchecked Sendable {
        let waiter: MemoryWaiter
        let deadline: ContinuousClock.Instant?
        var watch: MemoryWaitWatch

        init(_ waiter: MemoryWaiter, _ deadline: ContinuousClock.Instant?, _ watch: MemoryWaitWatch) {
            self.waiter = waiter
            self.deadline = deadline
            self.watch = watch
        }
    }

    private let process: pid_t
    private let lock = FutexLock()
    private var waits: [ObjectIdentifier: Wait] = [:]
    private var hasThread = false
    private let events = EventCount()
    private let isAlerted = Atomic<Bool>(false)

    private init(_ process: pid_t) {
        self.process = process
    }

    /// Looks after a wait until it is forgotten.
    func attend(_ waiter: MemoryWaiter, until deadline: ContinuousClock.Instant?, _ watch: MemoryWaitWatch) {
        let isSoon = watch.nanosecondsLeft(until: deadline) < Self.longestNap
        let isFirst = lock.withLock {
            waits[ObjectIdentifier(waiter)] = Wait(waiter, deadline, watch)
            defer { hasThread = true }
            return !hasThread
        }
        if isFirst {
            ServiceThread.start(name: "memory-waits") { self.run() }
        } else if isSoon {
            isAlerted.store(true, ordering: .sequentiallyConsistent)
            events.wake()
        }
    }

    /// Keeps nothing of a wait any longer than a report of it lasts that is being made.
    func forget(_ waiter: MemoryWaiter) {
        // Destroyed outside of the lock: it may be the last to keep a registry.
        _ = lock.withLock { waits.removeValue(forKey: ObjectIdentifier(waiter)) }
    }

    private func run() {
        while let nap = look() {
            events.sleep(
                unless: { isAlerted.load(ordering: .sequentiallyConsistent) },
                timeoutNanoseconds: nap
            )
        }
    }

    /// Looks at each wait. Returns how long to sleep; nil if nobody waits, and the thread is to end.
    private func look() -> Int64? {
        // Before the look: who alerts after it is seen by it, or alerts the next sleep.
        isAlerted.store(false, ordering: .sequentiallyConsistent)
        let waits = lock.withLock {
            if self.waits.isEmpty { hasThread = false }
            return Array(self.waits.values)
        }
        if waits.isEmpty { return nil }
        // Deadlines before reports, whose handler is the user's and may take its time.
        for wait in waits {
            if let deadline = wait.deadline, deadline <= .now { wait.waiter.settle(.timedOut) }
        }
        var nap = Self.longestNap
        for wait in waits where !wait.waiter.isSettled {
            wait.watch.reportIfDue()
            nap = min(nap, wait.watch.nanosecondsLeft(until: wait.deadline))
        }
        return nap
    }
}
