import Foundation
import Testing

@testable import rcu_bench

/// The oracle's positive control: a scheme that does not wait must be caught, or a clean table proves nothing.
struct VerificationTests {
    private static let plan = RunPlan(readers: 2, writers: 1, seconds: 20, readLength: 100, writeDelay: 0)

    @Test func aSchemeThatReclaimsTooEarlyAbortsTheRun() async {
        let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
            _ = ThroughputRun<EarlyReader>.measure(.rcu, plan: Self.plan)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("rcu: a reader saw a value that had been reclaimed"))
    }

    @Test func aBuriedValueIsNoLongerIntact() {
        let canary = Canary.allocate()
        #expect(canary.isIntact(afterDwelling: 1))
        var graveyard = Graveyard()
        graveyard.bury(canary)
        #expect(!canary.isIntact(afterDwelling: 0))
    }

    /// RCU without the grace period.
    private final class EarlyScheme: ThroughputScheme {
        let slot = CanarySlot()

        func write(_ graveyard: inout Graveyard) {
            graveyard.bury(slot.exchange(Canary.allocate()))
        }

        deinit {
            slot.destroy()
        }
    }

    private struct EarlyReader: ~Copyable, ThroughputReader {
        private let slot: CanarySlot

        init(_ scheme: EarlyScheme) {
            slot = scheme.slot
        }

        func read(dwell: Int) -> Bool {
            slot.load().isIntact(afterDwelling: dwell)
        }
    }
}
