internal import AsymmetricFences
internal import Synchronization

/// The thread that runs grace periods for those who cannot: tasks, which must not block, and tokens, which nobody waits for.
///
/// Started by the first of them, asleep while nobody asks. It joins the rounds as everyone else does, so a grace period that
/// another thread runs serves it too.
final class GracePeriodDriver: Sendable {
    private let rounds: SharedRounds
    private let run: @Sendable () -> Void
    /// The latest round that anyone asked for.
    private let wanted = Atomic<UInt64>(0)
    private let waiters = WaiterStack()
    private let requests = EventCount()
    private let completions = EventCount()
    private let isStarted = Atomic<Bool>(false)

    /// - Parameter run: one grace period.
    init(rounds: SharedRounds, run: @escaping @Sendable () -> Void) {
        self.rounds = rounds
        self.run = run
    }

    /// Whether a task has come that the thread has not looked at.
    var hasWaiters: Bool { !waiters.isEmpty }

    /// Sees to it that the round with this number ends. Never blocks.
    func request(_ number: UInt64) {
        var seen = wanted.load(ordering: .sequentiallyConsistent)
        while seen < number {
            let result = wanted.weakCompareExchange(
                expected: seen,
                desired: number,
                ordering: .sequentiallyConsistent
            )
            if result.exchanged { break }
            seen = result.original
        }
        startIfNeeded()
        requests.wake(1)
    }

    /// Suspends until the round has ended. No cancellation handler: see `RCU.synchronize()`.
    func wait(for number: UInt64) async {
        _ = await withUnsafeContinuation { add(Waiter(number, $0)) }
    }

    /// Suspends until the round has ended, or until the deadline; returns whether it has ended.
    func wait<C: Clock>(for number: UInt64, until deadline: C.Instant, clock: C) async -> Bool {
        let alarm = Alarm()
        let hasEnded = await withUnsafeContinuation { continuation in
            let waiter = Waiter(number, continuation)
            // A task of its own, which the caller's cancellation does not reach.
            alarm.task = Task.detached {
                try? await clock.sleep(until: deadline, tolerance: nil)
                waiter.resume(returning: false)
            }
            add(waiter)
        }
        alarm.task?.cancel()
        // The deadline may have come first though both are past.
        return hasEnded || rounds.hasEnded(number)
    }

    /// Blocks until the round has ended, or until the deadline; returns whether it has ended.
    func wait(for number: UInt64, until deadline: ContinuousClock.Instant) -> Bool {
        request(number)
        while !rounds.hasEnded(number) {
            let left = ContinuousClock.now.duration(to: deadline).wholeNanoseconds
            guard left > 0 else { return rounds.hasEnded(number) }
            completions.sleep(unless: { rounds.hasEnded(number) }, timeoutNanoseconds: left)
        }
        return true
    }

    /// Asked for before it is added: whoever takes the waiter finds its round among those wanted.
    private func add(_ waiter: Waiter) {
        request(waiter.number)
        waiters.push(waiter)
        requests.wake(1)
    }

    private func startIfNeeded() {
        guard !isStarted.load(ordering: .relaxed),
            isStarted.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
        else { return }
        ServiceThread.start(name: "rcu-driver") { self.drive() }
    }

    private func drive() {
        // Those whose round was asked for after the driver had looked; mostly none.
        var early: [Waiter] = []
        while true {
            let number = wanted.load(ordering: .sequentiallyConsistent)
            // One round at a time, so that nobody waits for a later one than it asked for.
            if !rounds.hasEnded(number) { rounds.join(min(number, rounds.roundCount + 1), run) }
            completions.wake()
            var stillEarly: [Waiter] = []
            let settle = { (waiter: Waiter) in
                if self.rounds.hasEnded(waiter.number) {
                    waiter.resume(returning: true)
                } else {
                    stillEarly.append(waiter)
                }
            }
            early.forEach(settle)
            waiters.takeAll(settle)
            early = stillEarly
            guard early.isEmpty else { continue }
            requests.sleep(unless: {
                !waiters.isEmpty || !rounds.hasEnded(wanted.load(ordering: .sequentiallyConsistent))
            })
        }
    }

    /// In the child of a fork, which has neither the thread nor the tasks.
    func resetAfterFork() {
        waiters.forgetAfterFork()
        requests.resetAfterFork()
        completions.resetAfterFork()
        isStarted.store(false, ordering: .relaxed)
    }

    /// Carries the alarm out of the continuation's closure.
    private final class Alarm: @unchecked Sendable {
        var task: Task<Void, Never>?
    }
}
