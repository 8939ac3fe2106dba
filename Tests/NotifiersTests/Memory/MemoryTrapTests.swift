import TestThreads
import Testing

@testable import Notifiers

@Suite("What memory notifiers refuse")
struct MemoryTrapTests {
    @Test(
        "Misuse traps with a message",
        arguments: [
            "unregister was called inside a callback", "register was called inside a callback",
            "close was called inside a callback", "remove was called inside a callback",
            "readBegin was called inside a callback", "synchronize was called inside a callback",
            "was started under the lock of an interval subscription", "withLock was called under the lock",
            "readRetry was called without the lock", "was refused; expected so only where it may not block",
            "destroyed with 1 of its sections open", "with 1 invalidations open", "expected at least one page",
            "unregister was called inside a callback", "readBegin was called inside a callback",
            "close was called inside a callback", "remove was called inside a callback",
            "unregister was called inside a callback",
        ].enumerated().map { ($0.offset, $0.element) }
    )
    func traps(kind: Int, expected: String) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            // Who is not trapped waits for itself.
            endIfItHangs(after: 60)
            try blockingOrThrowing { () throws in try Self.misuse(kind) }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains(expected), "\(message)")
    }

    private static func misuse(_ kind: Int) throws {
        let notifiers = MemoryNotifiers()
        let subscription = Handover(try notifiers.register(MemoryOperations()))
        let interval = try IntervalSubscription(0..<10, in: notifiers, state: 0) { _, _ in }
        switch kind {
        case 0: try inCallback(notifiers) { subscription.take()?.unregister() }
        case 1: try inCallback(notifiers) { _ = try? notifiers.register(MemoryOperations()) }
        case 2: try inCallback(notifiers) { notifiers.close() }
        case 3:
            let other = Handover(try IntervalSubscription(0..<10, in: notifiers, state: 0) { _, _ in })
            try inCallback(notifiers) { other.take()?.remove() }
        case 4:
            let other = Handover(try IntervalSubscription(50..<60, in: notifiers, state: 0) { _, _ in })
            try inCallback(notifiers) { if let other = other.take() { _ = try? other.readBegin() } }
        case 5: try inCallback(notifiers) { notifiers.synchronize() }
        case 6: interval.withLock { _ in notifiers.start(0).end() }
        case 7: interval.withLock { _ in interval.withLock { _ in } }
        case 8: _ = interval.readRetry(try interval.readBegin())
        case 9:
            let refusing = try notifiers.register(MemoryOperations(start: .mayRefuse { _ in .refused }))
            notifiers.start(0).end()
            refusing.unregister()
        case 10: leak(MemoryNotifiers().start(0))
        case 11: try leakAnnounced()
        case 12: notifiers.start(MemoryInvalidation(addresses: 5..<5, event: .clear)).end()
        // After a callback inside the callback: the outer one is still running.
        case 13:
            try inCallback(notifiers) {
                notifiers.start(50).end()
                subscription.take()?.unregister()
            }
        case 14: try interval.withLock { _ throws in _ = try interval.readBegin() }
        // Release is a callback also when unsubscribing calls it.
        case 15: try notifiers.register(MemoryOperations(release: { notifiers.close() })).unregister()
        // A state is destroyed under the lock, for which callbacks wait.
        case 16:
            let inner = try SharedInterval(50..<60, in: notifiers, state: 0) { _, _ in }
            let outer = try IntervalSubscription(0..<10, in: notifiers, state: inner) { _, _ in }
            _ = consume inner
            outer.remove()
        // Release, when the closing calls it.
        default:
            let other = try notifiers.register(MemoryOperations(release: { subscription.take()?.unregister() }))
            notifiers.close()
            other.unregister()
        }
    }

    private static func inCallback(_ notifiers: MemoryNotifiers, _ body: @escaping @Sendable () -> Void) throws {
        let subscription = try notifiers.register(
            MemoryOperations(start: .always { if $0.addresses.lowerBound == 0 { body() } })
        )
        notifiers.start(0).end()
        subscription.unregister()
    }

    private static func leak(_ open: consuming OpenInvalidation) {
        let box = Handover(open)
        _ = Unmanaged.passRetained(box)
    }

    private static func leakAnnounced() throws {
        let notifiers = MemoryNotifiers()
        let subscription = try notifiers.register(MemoryOperations())
        leak(notifiers.start(0))
        subscription.unregister()
    }

    @Test("A callback may unsubscribe from another registry, and register with it")
    func otherRegistry() throws {
        let (one, other, log) = (MemoryNotifiers(), MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = Handover(try other.register(log.operations("a")))
            let inner = try one.register(MemoryOperations(start: .always { _ in subscription.take()?.unregister() }))
            one.start(0).end()
            #expect(log.take() == ["a!"])
            inner.unregister()
        }
    }
}
