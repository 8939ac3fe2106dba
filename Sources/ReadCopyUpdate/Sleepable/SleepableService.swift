internal import AsymmetricFences
internal import CMembarrier
internal import Synchronization

/// The thread that waits for grace periods in the place of tasks, and of what was retired: one for all instances.
///
/// It never waits for one instance while another could go on, because a section may last for seconds. Idle, it sleeps until it
/// is asked; it starts with the first request.
final class SleepableService: Sendable {
    private static let current = Atomic<UInt>(0)
    private static let generations = Atomic<UInt64>(0)

    /// The service of this process. In the child of a fork another takes its place, whose thread is yet to be started: locks and
    /// lists of the old one may have been caught in any state. Not a lazy initialiser, which may be caught too.
    static var shared: SleepableService {
        let existing = current.load(ordering: .acquiring)
        if let service = UnsafeRawPointer(bitPattern: existing) {
            return Unmanaged<SleepableService>.fromOpaque(service).takeUnretainedValue()
        }
        cmembarrier_set_fork_hooks(
            Int32(cmembarrier_fork_sleepable),
            {},
            { SleepableService.current.store(0, ordering: .releasing) }
        )
        let new = Unmanaged.passRetained(SleepableService())
        let swap = current.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: new.toOpaque()),
            ordering: .acquiringAndReleasing
        )
        guard !swap.exchanged, let other = UnsafeRawPointer(bitPattern: swap.original) else {
            return new.takeUnretainedValue()
        }
        new.release()
        return Unmanaged<SleepableService>.fromOpaque(other).takeUnretainedValue()
    }

    /// Which service of this process this is, counted across forks.
    let generation = SleepableService.generations.wrappingAdd(1, ordering: .relaxed).newValue
    private let events = EventCount()
    private let isAlerted = Atomic<Bool>(false)
    private let arrivals = Arrivals()

    /// Puts an instance on the list, until all it waits for has come.
    func attend(_ writers: SleepableWriters) {
        let isFirst = arrivals.append(writers)
        if isFirst { ServiceThread.start(name: "rcu-sleepable") { self.run() } }
        alert()
    }

    /// Makes the thread look at those that need attention.
    func alert() {
        isAlerted.store(true, ordering: .sequentiallyConsistent)
        events.wake()
    }

    private func run() {
        var attended: [(writers: SleepableWriters, due: ContinuousClock.Instant?)] = []
        while true {
            // Before the looks: what alerts after it is seen by them, or alerts again.
            isAlerted.store(false, ordering: .sequentiallyConsistent)
            for writers in arrivals.takeAll() { attended.append((writers, .now)) }
            var index = 0
            while index < attended.count {
                let (writers, due) = attended[index]
                let isDue = due.map { $0 <= .now } ?? false
                if writers.needsAttention.exchange(false, ordering: .sequentiallyConsistent) || isDue {
                    switch writers.serve() {
                    case .done:
                        attended.remove(at: index)
                        continue
                    case .again(let delay):
                        attended[index].due = delay.map { .now + $0 }
                    }
                }
                index += 1
            }
            sleep(until: attended.lazy.compactMap(\.due).min())
        }
    }

    private func sleep(until due: ContinuousClock.Instant?) {
        var nanoseconds: Int64 = -1
        if let due {
            let left = ContinuousClock.now.duration(to: due)
            // No nap is longer than a tenth of a second.
            nanoseconds = max(0, left.components.attoseconds / 1_000_000_000)
        }
        events.sleep(
            unless: { isAlerted.load(ordering: .sequentiallyConsistent) },
            timeoutNanoseconds: nanoseconds
        )
    }

    /// Instances that the thread has not on its list yet.
    // Unchecked for what the lock protects.
    private final class Arrivals: @unchecked Sendable {
        private let lock = FutexLock()
        private var list: [SleepableWriters] = []
        private var isStarted = false

        /// Returns whether this was the first ever.
        func append(_ writers: SleepableWriters) -> Bool {
            lock.withLock {
                list.append(writers)
                defer { isStarted = true }
                return !isStarted
            }
        }

        func takeAll() -> [SleepableWriters] {
            lock.withLock {
                let taken = list
                list = []
                return taken
            }
        }
    }
}
