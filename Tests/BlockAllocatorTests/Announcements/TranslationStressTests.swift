import Notifiers
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Cached translations of an allocator's ranges")
struct TranslationStressTests {
    @Test("None is ever used when its memory is gone, whatever the allocator does")
    func stress() async {
        await #expect(processExitsWith: .success) {
            try blockingOrThrowing {
                endIfItHangs(after: 300)
                let stress = try TranslationStress()
                let failure = stress.run(.none, seconds: longTests ? 60 : 1.5)
                #expect(failure == nil, "\(failure ?? "")")
                // What is left to threads of the library's own, which a busy machine lets wait.
                #expect(waitUntil({ stress.notifiers.openInvalidations.isEmpty }, within: 60))
                let problems = AllocatorValidator(stress.allocator).problems(with: [:])
                #expect(problems.isEmpty, "\(problems)")
                let isAllGone = waitUntil(
                    {
                        stress.allocator.purge(force: true)
                        stress.allocator.flush()
                        return stress.allocator.statistics.addressBytes == 0
                    },
                    within: 60
                )
                #expect(isAllGone)
            }
        }
    }

    /// What makes the test above one: a stale translation does not go unnoticed.
    @Test("Without the retry one is used within seconds")
    func withoutRetry() async {
        await #expect(processExitsWith: .failure) {
            try blockingOrThrowing { _ = try TranslationStress().run(.noRetry, seconds: 30) }
        }
    }

    @Test("An end that was forgotten is reported, with who forgot it")
    func forgottenEnd() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try blockingOrThrowing {
                var configuration = MemoryNotifiers.Configuration()
                configuration.stallLimit = .milliseconds(100)
                let stress = try TranslationStress(configuration)
                let failure = stress.run(.forgottenEnd, seconds: 30)
                #expect(failure?.contains("by a forgetful cache, started") == true, "\(failure ?? "nobody noticed")")
                // Its registry cannot go, with ranges open.
                _ = Unmanaged.passRetained(stress)
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("a reader of 0x") && message.contains("by a forgetful cache, started"), "\(message)")
    }
}

/// Runs a body that blocks, in a test whose closure the compiler takes for asynchronous.
private func blockingOrThrowing(_ body: () throws -> Void) throws { try body() }
