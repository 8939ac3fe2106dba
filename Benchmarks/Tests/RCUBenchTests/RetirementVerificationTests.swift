import Foundation
import Testing

@testable import rcu_bench

/// The positive controls of `retire`: what loses an object or destroys it twice must be caught.
struct RetirementVerificationTests {
    static func plan(threads: Int) -> RetirePlan {
        RetirePlan(
            threads: threads,
            seconds: 0.02,
            objectBytes: 64,
            holderMilliseconds: 0,
            limitCount: nil,
            limitBytes: nil,
            maximumBacklogBytes: 1 << 30
        )
    }

    @Test func anObjectDestroyedTwiceAbortsTheRun() async {
        let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
            _ = RetirementRun<EagerRetirer>.measure(Self.plan(threads: 1))
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("without its canary"))
    }

    @Test func anObjectThatIsLostAbortsTheRun() async {
        let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
            _ = RetirementRun<ForgetfulRetirer>.measure(Self.plan(threads: 2))
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("were not destroyed"))
    }

    /// Destroys at once, and once more.
    private struct EagerRetirer: ~Copyable, Retirer {
        init(objectBytes: Int) {}

        func retireOne(_ shard: RetirementShard) {
            shard.countRetired()
            let memory = UnsafeMutablePointer<RetiredPayload>.allocate(capacity: 1)
            memory.initialize(to: RetiredPayload(shard))
            for _ in 0..<2 { memory.pointee.destroy(memory, bytes: MemoryLayout<RetiredPayload>.size) }
            memory.deallocate()
        }

        func quiescentState() {}
        static func barrier() {}
        static func hold(_ body: () -> Void) { body() }
    }

    /// Destroys nothing.
    private struct ForgetfulRetirer: ~Copyable, Retirer {
        init(objectBytes: Int) {}

        func retireOne(_ shard: RetirementShard) { shard.countRetired() }
        func quiescentState() {}
        static func barrier() {}
        static func hold(_ body: () -> Void) { body() }
    }
}
