import CTestShims
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("What a SleepableRCU refuses, and what it survives")
struct SleepableTrapTests {
    @Test(
        "Misuse traps with a message",
        arguments: [
            "was destroyed with 1 of its sections open", "the ticket of another instance's section",
            "was dropped without leave", "would wait for itself", "would wait for itself for ever",
            "inside the destructor of a retired value",
        ].enumerated().map { ($0.offset, $0.element) }
    )
    func traps(kind: Int, expected: String) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            blocking {
                switch kind {
                case 0: _ = SleepableRCU().open()
                case 1:
                    let (one, other) = (SleepableRCU(), SleepableRCU())
                    other.leave(one.enter())
                case 2:
                    let domain = SleepableRCU()
                    _ = domain.enter()
                case 3: RCU.read { _ in SleepableRCU().synchronize() }
                case 4: RCU.read { _ in SleepableRCU().barrier() }
                default:
                    let other = SleepableRCU()
                    let domain = SleepableRCU()
                    domain.retire {
                        other.retire {}
                        other.barrier()
                    }
                    domain.barrier()
                }
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains(expected), "\(message)")
    }

    @Test(
        "The child of a fork goes on with an idle instance and with a new one, and starts its own service",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func fork() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let domain = SleepableRCU()
                domain.retire {}
                domain.barrier()
                #expect(waitUntil { domain.writers.attendedBy.load(ordering: .acquiring) == 0 })
                for _ in 0..<20 {
                    // The forking thread's own section goes on in both.
                    let ticket = domain.enter()
                    let child = ctestshims_fork()
                    domain.leave(ticket)
                    if child == 0 { Self.live(domain) }
                    var status: Int32 = 0
                    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
                    #expect(ctestshims_outcome(status) == 0)
                }
                domain.synchronize()
            }
        }
    }

    private static func live(_ domain: SleepableRCU) -> Never {
        endIfItHangs(after: 60)
        let ran = SharedCounter()
        for instance in [domain, SleepableRCU()] {
            instance.read { _ in instance.retire { ran.increment() } }
            instance.synchronize()
            instance.barrier()
        }
        _exit(ran.count == 2 ? 0 : 1)
    }
}
