import CMembarrier
import Glibc
import Testing

@testable import BlockAllocator

extension HugePageTests {
    /// Failures and successes are the kernel's; only the time is not.
    @Suite(
        "Collapse back-off",
        .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"),
        .enabled(if: HugePageMachine.collapses, "\(HugePageMachine.collapseReason)")
    )
    struct BackOff {
        private let clock = ManualClock()
        private let collapser: Collapser
        private let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
        /// ENOMEM, always.
        private let gone = AlignedMemory.nowhere

        init() {
            let clock = clock
            collapser = Collapser(now: { clock.now })
            memory.mark(pages: 0..<1)
        }

        @Test("Each failure doubles the pause, up to a minute; no system call is made during it; a success ends it")
        func doubles() {
            var expected: Int64 = 100
            for failure in 1...12 {
                #expect(collapser.collapse(gone) == .noHugePage)
                #expect(collapser.counts.attempts == failure)
                clock.advance(milliseconds: expected - 1)
                #expect(collapser.collapse(gone) == .backingOff(nanoseconds: 1_000_000))
                #expect(collapser.counts.attempts == failure, "a request during the pause reached the kernel")
                clock.advance(milliseconds: 1)
                expected = min(expected * 2, 60_000)
            }
            #expect(collapser.counts.noHugePage == 12)
            #expect(collapser.counts.heldBack == 12)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.collapse(memory.bytes) == .collapsed, "a fast success left a pause")
            #expect(collapser.collapse(gone) == .noHugePage)
            #expect(collapser.collapse(gone) == .backingOff(nanoseconds: 100_000_000))
        }

        @Test("A collapse of more than 30 ms is followed by a pause, which grows likewise; a fast one resets it")
        func slow() {
            clock.setStep(milliseconds: 31)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.collapse(memory.bytes) == .backingOff(nanoseconds: 69_000_000))
            clock.advance(milliseconds: 69)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.counts.slow == 2)
            clock.setStep(milliseconds: 0)
            #expect(collapser.collapse(memory.bytes) == .backingOff(nanoseconds: 200_000_000))
            clock.advance(milliseconds: 200)
            clock.setStep(milliseconds: 30)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.counts.slow == 2)
        }

        @Test("A range for which it can never be holds no other back")
        func never() {
            let small = AlignedMemory(units: 1, advice: cmembarrier_madv_nohugepage)
            small.mark(pages: 0..<1)
            #expect(collapser.collapse(small.bytes) == .never)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.counts.never == 1)
        }
    }
}
