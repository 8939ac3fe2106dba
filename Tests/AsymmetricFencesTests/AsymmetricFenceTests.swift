import AsymmetricFences
import Glibc
import Synchronization
import TestThreads
import Testing

private let signalsReachAll: ConditionTrait = .enabled(
    if: !underThreadSanitizer,
    "ThreadSanitizer's own thread is among those that the signal strategy must reach, and cannot take a signal"
)

@Suite("light() and heavy()", .serialized)
struct AsymmetricFenceTests {
    private static let witnesses = 100
    private static let strategies = FenceStrategy.allCases.filter { $0 != .signal || !underThreadSanitizer }

    /// The positive control of each ordered pair: the same harness with no fence at all must see the weak outcome.
    private func controlled(_ harness: StoreBuffering) throws {
        let control = harness.run(
            limit: .max,
            enough: Self.witnesses,
            seconds: 20,
            { AsymmetricFence.light() },
            { AsymmetricFence.light() }
        )
        if control.bothOld < Self.witnesses {
            try Test.cancel(
                "this machine showed the weak outcome \(control.bothOld) times in \(control.rounds) rounds: too rarely to tell"
            )
        }
    }

    @Test("light/heavy is ordered, and light/light is not, in the same run")
    func lightHeavy() throws {
        let harness = StoreBuffering()
        try controlled(harness)
        let ordered = harness.run(
            limit: longTests ? 3_000_000 : 200_000,
            seconds: longTests ? 60 : 5,
            { AsymmetricFence.light() },
            { AsymmetricFence.heavy() }
        )
        #expect(ordered.rounds > 1000)
        #expect(
            ordered.bothOld == 0,
            "light/heavy let both loads miss in \(ordered.bothOld) of \(ordered.rounds) rounds"
        )
    }

    @Test("Each forced strategy orders light/heavy", arguments: strategies)
    func forcedStrategy(_ strategy: FenceStrategy) async throws {
        await #expect(processExitsWith: .success) { [name = strategy.rawValue as String] in
            setenv("RCU_FENCE_STRATEGY", name, 1)
            precondition(FenceStrategy.current.rawValue == name)
            let harness = StoreBuffering()
            let control = harness.run(
                limit: .max,
                enough: 100,
                seconds: 20,
                AsymmetricFence.light,
                AsymmetricFence.light
            )
            // Too weak a control proves nothing either way; lightHeavy() says so for the suite.
            guard control.bothOld == 100 else { return }
            let slow = name == FenceStrategy.global.rawValue
            let ordered = harness.run(
                limit: slow ? 100 : 20_000,
                seconds: 5,
                AsymmetricFence.light,
                AsymmetricFence.heavy
            )
            precondition(ordered.rounds > 10, "\(name): \(ordered.rounds) rounds")
            precondition(ordered.bothOld == 0, "\(name) let both loads miss \(ordered.bothOld) times")
            precondition(FenceStrategy.current.rawValue == name, "replaced by \(FenceStrategy.current)")
        }
    }

    @Test("Concurrent callers share system calls, and every call is counted")
    func sharing() {
        let before = AsymmetricFence.statistics
        let calls = 20_000
        let threads = (0..<4).map { _ in TestThread { for _ in 0..<calls { AsymmetricFence.heavy() } } }
        for thread in threads { #expect(thread.join(within: 60), "a caller of heavy() was never served") }
        let after = AsymmetricFence.statistics
        let issued = after.issued - before.issued
        let shared = after.shared - before.shared
        #expect(issued + shared >= UInt64(4 * calls))
        #expect(issued > 0)
    }

    @Test("An unknown strategy in the environment stops the process before anything is fenced")
    func unknownStrategy() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            setenv("RCU_FENCE_STRATEGY", "telepathy", 1)
            AsymmetricFence.heavy()
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("RCU_FENCE_STRATEGY is \"telepathy\""))
        #expect(message.contains("private-expedited, signal, global, mprotect"))
    }

    @Test("A thread that blocks the signal is waited for and named", signalsReachAll)
    func blockedSignal() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            setenv("RCU_FENCE_STRATEGY", "signal", 1)
            let blocked = Latch()
            let unblock = Latch()
            let stubborn = TestThread {
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                nameCurrentThread("stubborn")
                blocked.open()
                unblock.wait()
                pthread_sigmask(SIG_UNBLOCK, &all, nil)
            }
            blocked.wait()
            let start = monotonicSeconds()
            let fenced = TestThread { AsymmetricFence.heavy() }
            waitUntil({ fenced.isDone }, within: 1.5)
            precondition(!fenced.isDone, "heavy() returned though a thread had not executed its fence")
            unblock.open()
            precondition(fenced.join(within: 30), "heavy() never returned")
            stubborn.join()
            precondition(monotonicSeconds() - start >= 1.5)
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("(stubborn)"))
    }

    @Test("Under the signal strategy threads that come and go neither stall nor kill a heavy fence", signalsReachAll)
    func churnUnderSignals() async {
        await #expect(processExitsWith: .success) {
            setenv("RCU_FENCE_STRATEGY", "signal", 1)
            let stop = Latch()
            let churn = TestThread { while !stop.isOpen { TestThread {}.join() } }
            let fences = TestThread { for _ in 0..<500 { AsymmetricFence.heavy() } }
            precondition(fences.join(within: 60), "a heavy fence waited for a thread that had exited")
            stop.open()
            churn.join()
            precondition(FenceStrategy.current == .signal)
        }
    }

    @Test("A handler that someone replaced is found before a signal is sent", signalsReachAll)
    func replacedHandler() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            setenv("RCU_FENCE_STRATEGY", "signal", 1)
            AsymmetricFence.heavy()
            for number in [SIGSYS, SIGPROF] + Array(34...64) { signal(number, SIG_IGN) }
            AsymmetricFence.heavy()
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("has been replaced"))
    }
}
