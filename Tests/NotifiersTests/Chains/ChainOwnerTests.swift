import TestThreads
import Testing

@testable import Notifiers

/// A subscriber that owns its subscription, as most do: when it goes, it unsubscribes.
private final class Owner: @unchecked Sendable {
    private var subscription: NotifierSubscription?

    func subscribe(to chain: NotifierChain<ChainEvent>.Blocking) throws(NotifierChainError) {
        subscription = try chain.subscribe(as: self) { _ in .ignored }
    }
}

@Suite("Notifier chains: subscribers that own their subscription")
struct ChainOwnerTests {
    @Test("One that goes while another subscribes is not unsubscribed under the lock of the chain")
    func ownersThatGo() async {
        await #expect(processExitsWith: .success) {
            // Under the lock it waits for itself.
            endIfItHangs(after: 60)
            blocking {
                let chain = NotifierChain<ChainEvent>.Blocking()
                let rounds = longTests ? 200_000 : 2_000
                let threads = (0..<3).map { _ in
                    TestThread {
                        for _ in 0..<rounds {
                            // Several, so that the walk over the list lasts.
                            let owners = (0..<8).map { _ in Owner() }
                            for owner in owners { try? owner.subscribe(to: chain) }
                        }
                    }
                }
                for thread in threads { thread.join() }
                #expect(chain.count == 0)
            }
        }
    }
}
