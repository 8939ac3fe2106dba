import CMembarrier
import CTestShims
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

extension HugePageTests {
    /// Each class of failure is the kernel's own answer.
    @Suite(
        "Collapse",
        .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"),
        .enabled(if: HugePageMachine.collapses, "\(HugePageMachine.collapseReason)")
    )
    struct Collapse {
        @Test("Never: memory advised against huge pages, and memory of which nothing is resident")
        func never() {
            let collapser = Collapser()
            let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_nohugepage)
            memory.mark(pages: 0..<1)
            #expect(collapser.collapse(memory.bytes) == .never)
            let empty = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
            #expect(collapser.collapse(empty.bytes) == .never)
            #expect(collapser.counts.never == 2)
            #expect(collapser.counts.attempts == 2)
        }

        @Test("Never: a process that goes without huge pages")
        func disabledProcess() async {
            await #expect(processExitsWith: .success) {
                blocking {
                    let memory = AlignedMemory(units: 1)
                    memory.mark(pages: 0..<1)
                    #expect(cmembarrier_set_thp_disable(1) == 0)
                    #expect(Collapser().collapse(memory.bytes) == .never)
                }
            }
        }

        @Test("Transient: a page that a pipe holds. It is asked for three times, and goes well when the pipe lets go")
        func transient() throws {
            let clock = ManualClock()
            let collapser = Collapser(now: { clock.now })
            let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_nohugepage)
            memory.mark(pages: 0..<512)
            memory.advise(cmembarrier_madv_hugepage)
            var ends: [CInt] = [-1, -1]
            try #require(pipe(&ends) == 0)
            defer { ends.forEach { close($0) } }
            let held = ctestshims_hold_in_pipe(ends[1], memory.page(7), AlignedMemory.page)
            try #require(held == AlignedMemory.page)
            #expect(collapser.collapse(memory.bytes) == .transient)
            #expect(collapser.counts.attempts == Collapser.attemptsPerRequest)
            #expect(collapser.counts.transient == 1)

            let drained = withUnsafeTemporaryAllocation(byteCount: AlignedMemory.page, alignment: 8) {
                read(ends[0], $0.baseAddress, $0.count)
            }
            #expect(drained == AlignedMemory.page)
            clock.advance(milliseconds: 100)
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(collapser.counts.attempts == Collapser.attemptsPerRequest + 1)
            #expect(try #require(memory.backing).hugeBytes == AlignedMemory.unit)
            #expect(memory.unmarked(pages: 0..<512).isEmpty)
        }

        @Test("No huge page: what the kernel says of addresses that are not mapped")
        func noHugePage() {
            #expect(Collapser().collapse(AlignedMemory.nowhere) == .noHugePage)
        }

        @Test(
            "The limit: a control group without room for a huge page beside the small ones",
            .enabled(if: MemoryGroup.isAvailable, "\(MemoryGroup.reason)"),
            .enabled(if: !underThreadSanitizer, "ThreadSanitizer's shadow is charged to the group")
        )
        func limit() async {
            let name = "collapse-\(getpid())"
            // A child that died in it could not remove it.
            defer { MemoryGroup(name: name)?.remove() }
            await #expect(processExitsWith: .success) { [name = name as String] in
                blocking {
                    let group = MemoryGroup.joined(name)
                    defer { #expect(group.leave()) }
                    let memory = AlignedMemory(units: 1)
                    memory.mark(pages: 0..<512)
                    #expect(group.leaveRoom(of: 1 << 20))
                    let outcome = Collapser().collapse(memory.bytes)
                    #expect(group.limit(to: 1 << 30))
                    #expect(outcome == .limit)
                    #expect(memory.unmarked(pages: 0..<512).isEmpty)
                }
            }
        }

        @Test("Refused: a filter that forbids the call")
        func refused() async {
            await #expect(processExitsWith: .success) {
                blocking {
                    let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
                    memory.mark(pages: 0..<1)
                    let denial = ctestshims_denial(
                        number: ctestshims_madvise_number(),
                        error: EPERM,
                        argument: 2,
                        condition: Int32(ctestshims_when_equal.rawValue),
                        value: UInt32(cmembarrier_madv_collapse)
                    )
                    #expect(ctestshims_deny([denial], 1) == 0)
                    let collapser = Collapser()
                    #expect(collapser.collapse(memory.bytes) == .refused(errno: EPERM))
                    #expect(collapser.counts.refused == 1)
                }
            }
        }

        @Test("One at a time: who comes while another is at it does not wait, and makes no system call")
        func contended() {
            let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
            memory.mark(pages: 0..<1)
            let inner = InnerRequest()
            // The clock is looked at while the request is under way.
            let collapser = Collapser(now: { inner.runOnce() })
            inner.set { collapser.collapse(memory.bytes) }
            #expect(collapser.collapse(memory.bytes) == .collapsed)
            #expect(inner.outcome == .transient)
            #expect(collapser.counts.contended == 1)
            #expect(collapser.counts.attempts == 1)
            inner.set(nil)
        }

        @Test("A child forked while another thread of its parent collapses is not locked out")
        func forked() async {
            await #expect(processExitsWith: .success) {
                blocking {
                    let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
                    memory.mark(pages: 0..<1)
                    let inner = InnerRequest()
                    let collapser = Collapser(now: { inner.runOnce() })
                    inner.set {
                        let child = ctestshims_fork()
                        if child == 0 { _exit(collapser.collapse(memory.bytes) == .collapsed ? 0 : 1) }
                        var status: CInt = -1
                        waitpid(child, &status, 0)
                        return ctestshims_outcome(status) == 0 ? .collapsed : .transient
                    }
                    #expect(collapser.collapse(memory.bytes) == .collapsed)
                    #expect(inner.outcome == .collapsed, "the child was refused")
                }
            }
        }

        @Test("Half a unit traps, and says what was expected")
        func misaligned() async {
            let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let memory = AlignedMemory(units: 1)
                let half = UnsafeMutableRawBufferPointer(start: memory.base, count: AlignedMemory.unit / 2)
                _ = Collapser().collapse(half)
            }
            let message = text(result?.standardErrorContent)
            #expect(message.contains("expected whole aligned units of 2 MiB"), "\(message)")
        }
    }
}
