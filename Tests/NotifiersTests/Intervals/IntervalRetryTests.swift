import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("Making second mappings")
struct IntervalRetryTests {
    private struct Failure: Error {}

    @Test("Looked up and installed once when nothing comes between")
    func quiet() throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { state, _ in state = 0 }
        let lookUps = SharedCounter()
        let result = try interval.subscription.withRetry {
            lookUps.increment()
        } install: { state, found in
            state = found + 41
            return "installed"
        }
        #expect(result == "installed" && lookUps.count == 1 && interval.state == 42)
    }

    @Test("What was looked up before the memory went is thrown away, and looked up again", arguments: [1, 5])
    func between(times: Int) throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { state, _ in state = 0 }
        let lookUps = SharedCounter()
        try interval.subscription.withRetry {
            let number = lookUps.increment()
            if number <= times { notifiers.start(0).end() }
            return number
        } install: { state, found in
            state = found
        }
        #expect(lookUps.count == times + 1 && interval.state == times + 1)
    }

    @Test("What the caller throws comes through, and installs nothing")
    func throwing() throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        do throws(MemoryRetryError<Failure>) {
            try interval.subscription.withRetry { () throws(Failure) -> Int in
                throw Failure()
            } install: { (state, found) throws(Failure) in
                state = found
            }
            Issue.record("it was installed")
        } catch {
            guard case .caller = error else {
                Issue.record("\(error)")
                return
            }
        }
        do throws(MemoryRetryError<Failure>) {
            try interval.subscription.withRetry { () throws(Failure) -> Int in
                7
            } install: { (_, _) throws(Failure) -> Void in
                throw Failure()
            }
            Issue.record("it was installed")
        } catch {
            guard case .caller = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(interval.state == 0)
        // The lock was given back.
        notifiers.start(0).end()
    }

    @Test("Memory that goes again and again ends at the deadline")
    func deadline() throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        do throws(MemoryRetryError<Never>) {
            try interval.subscription.withRetry(deadline: .now + .milliseconds(10)) {
                notifiers.start(0).end()
            } install: { _, _ in
                Issue.record("it was installed")
                return
            }
            Issue.record("it ended")
        } catch {
            guard case .notifiers(.timedOut) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Without holding a thread: retried, cancelled, and at the deadline")
    func asynchronous() async throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        let lookUps = SharedCounter()
        try await interval.subscription.withRetry { () async in
            await Task.yield()
            if lookUps.increment() == 1 { notifiers.start(0).end() }
        } install: { state, _ in
            state = 7
        }
        #expect(lookUps.count == 2 && interval.state == 7)
        let open = Handover(notifiers.start(0))
        let task = Task { () -> String in
            do throws(MemoryRetryError<Never>) {
                try await interval.subscription.withRetry { () async in
                } install: { state, _ in
                    state = 8
                }
                return "installed"
            } catch {
                return "\(error)"
            }
        }
        #expect(await yieldUntil { notifiers.waiterCount == 1 })
        task.cancel()
        #expect(await task.value.contains("cancelled"))
        do throws(MemoryRetryError<Never>) {
            try await interval.subscription.withRetry(deadline: .now + .milliseconds(10)) { () async in
            } install: { state, _ in
                state = 9
            }
            Issue.record("it was installed while the range was open")
        } catch {
            #expect("\(error)".contains("clear of 0x0..<0xa"))
        }
        #expect(notifiers.waiterCount == 0 && interval.state == 7)
        open.take()?.end()
    }

    @Test("A found value that is not installed is destroyed")
    func noncopyable() throws {
        let destroyed = SharedCounter()
        struct Found: ~Copyable {
            let destroyed: SharedCounter
            deinit { destroyed.increment() }
        }
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        let lookUps = SharedCounter()
        try interval.subscription.withRetry {
            if lookUps.increment() <= 3 { notifiers.start(0).end() }
            return Found(destroyed: destroyed)
        } install: { state, found in
            #expect(destroyed.count == 3)
            state = 1
        }
        #expect(destroyed.count == 4)
    }

    @Test("The protocol keeps every second mapping good, over memory that is really taken away")
    func stress() async {
        await #expect(processExitsWith: .success) {
            try blockingOrThrowing {
                let mappings = try SecondMappings()
                let failure = mappings.run(.none, seconds: longTests ? 60 : 1)
                #expect(failure == nil)
                #expect(mappings.uses.count > 100 && mappings.installations.count > 100)
                let counts = mappings.notifiers.settledCounts()
                #expect(counts.open == 0 && counts.waiters == 0)
            }
        }
    }

    /// What makes the test above one: a stale mapping does not go unnoticed.
    @Test("Without the retry it fails within seconds")
    func withoutRetry() async {
        let result = await #expect(processExitsWith: .failure) {
            try blockingOrThrowing {
                _ = try SecondMappings().run(.noRetry, seconds: 30)
            }
        }
        if let status = result?.exitStatus {
            // A trap, a fault, or under a sanitizer its own exit; not the end of the 30 s, which is a success.
            #expect(status != .exitCode(0))
        }
    }

    @Test("An end that was forgotten is reported, with who forgot it")
    func forgottenEnd() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try blockingOrThrowing {
                var configuration = MemoryNotifiers.Configuration()
                configuration.stallLimit = .milliseconds(100)
                let mappings = try SecondMappings(configuration)
                let failure = mappings.run(.forgottenEnd, seconds: 30)
                #expect(failure?.contains("by stress, started") == true, "\(failure ?? "nobody noticed")")
                // Its registry cannot go, with ranges open.
                _ = Unmanaged.passRetained(mappings)
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("a reader of 0x") && message.contains("by stress, started"), "\(message)")
    }
}
