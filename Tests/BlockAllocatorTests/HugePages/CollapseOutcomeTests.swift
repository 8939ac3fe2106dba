import Glibc
import Testing

@testable import BlockAllocator

@Suite("Collapse outcomes")
struct CollapseOutcomeTests {
    @Test(
        "Each errno has its class, and only those that pass by themselves say to retry",
        arguments: [
            (0, CollapseOutcome.collapsed, false), (ENOMEM, .noHugePage, true), (EBUSY, .limit, true),
            (EAGAIN, .transient, true), (EINVAL, .never, false), (EPERM, .refused(errno: EPERM), false),
        ]
    )
    func classes(errno: CInt, outcome: CollapseOutcome, shouldRetry: Bool) {
        #expect(CollapseOutcome(errno: errno) == outcome)
        #expect(outcome.shouldRetry == shouldRetry)
    }

    @Test("Backing off is no refusal")
    func backingOff() {
        #expect(CollapseOutcome.backingOff(nanoseconds: 1).shouldRetry)
    }
}
