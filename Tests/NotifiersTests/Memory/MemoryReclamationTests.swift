import ReadCopyUpdate
import TestThreads
import Testing

@testable import Notifiers

/// What is retired is destroyed after a grace period of `RCU`, and one thing after the other, on one thread.
@Suite("Waits for open invalidations do not depend on what is retired")
struct MemoryReclamationTests {
    /// As in a message of a worker, which is a read section: the first interval of a registry is read at once.
    @Test("A reader in a read section of RCU waits for no grace period of it")
    func readSection() {
        let notifiers = MemoryNotifiers()
        let said = Handover<String>()
        let kept = Handover<IntervalSubscription<Int>>()
        TestThread {
            RCU.read { _ in
                // The reclaimer waits for this section from now on, and whatever it is left comes later.
                RCU.retire {}
                do {
                    let interval = try IntervalSubscription(0..<10, in: notifiers, state: 0) { _, _ in }
                    said.put(
                        Self.outcome { () throws in
                            try interval.withRetry(deadline: .now + .seconds(5), lookUp: {}, install: { _, _ in })
                        }
                    )
                    // Given up outside of the section.
                    kept.put(interval)
                } catch {
                    said.put("\(error)")
                }
            }
        }.join()
        let outcome = said.take()
        #expect(outcome == "done", "\(outcome ?? "nothing")")
        blocking { kept.take()?.remove() }
    }

    @Test("Something retired may subscribe to all memory, and read", arguments: [false, true])
    func destructor(isShared: Bool) {
        let notifiers = MemoryNotifiers()
        let said = Handover<String>()
        let done = Latch()
        RCU.retire {
            said.put(
                Self.outcome { () throws in
                    let deadline = ContinuousClock.now + .seconds(5)
                    if isShared {
                        try notifiers.get(SharedMemoryOperations { _ in MemoryOperations() }, deadline: deadline).put()
                    } else {
                        try notifiers.register(MemoryOperations(), deadline: deadline).unregister()
                    }
                    let interval = try IntervalSubscription(0..<10, in: notifiers, state: 0) { _, _ in }
                    _ = try interval.readBegin(deadline: deadline)
                    interval.remove()
                }
            )
            done.open()
        }
        #expect(waitUntil({ done.isOpen }, within: 60))
        let outcome = said.take()
        #expect(outcome == "done", "\(outcome ?? "nothing")")
    }

    @Test("Subscribing to all memory in a read section of RCU traps", arguments: [false, true])
    func trapped(isShared: Bool) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [isShared = isShared as Bool] in
            endIfItHangs(after: 60)
            let notifiers = MemoryNotifiers()
            try blockingOrThrowing { () throws in
                try RCU.read { _ throws in
                    if isShared {
                        try notifiers.get(SharedMemoryOperations { _ in MemoryOperations() }).put()
                    } else {
                        let subscription = Handover(try notifiers.register(MemoryOperations()))
                        // Giving it up traps too.
                        _ = Unmanaged.passRetained(subscription)
                    }
                }
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("\(isShared ? "get" : "register") was called inside a read section"), "\(message)")
    }

    private static func outcome(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "done"
        } catch {
            return "\(error)"
        }
    }
}
