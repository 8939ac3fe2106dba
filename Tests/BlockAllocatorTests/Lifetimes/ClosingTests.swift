import Glibc
import ReadCopyUpdate
import TestThreads
import Testing

@testable import BlockAllocator

/// Each in a process of its own, since they wait for the domain's retirements, and look at mappings that others might take.
@Suite("Closing an allocator")
struct ClosingTests {
    /// An allocator whose handle may be let go, what it should leave, and what it should not.
    private final class Closing: @unchecked Sendable {
        private var allocator: BlockAllocator?
        private weak var core: AllocatorCore?
        let range: Range<UInt>

        init() {
            do {
                let allocator = try DirtyFullBlockTests.allocator()
                self.allocator = allocator
                core = allocator.core
                let start = UInt(bitPattern: allocator.core.reservation.base)
                range = start..<start + UInt(allocator.core.reservation.byteCount)
            } catch {
                fatalError("\(error)")
            }
        }

        func held(_ pages: Int, _ stamp: UInt64) -> HeldRange {
            do {
                guard let allocator else { fatalError("closed") }
                let held = HeldRange(try allocator.allocate(pages: pages), .shortLived, stamp: stamp)
                held.fill()
                return held
            } catch {
                fatalError("\(error)")
            }
        }

        func mapped(_ pages: Int, _ stamp: UInt64) -> HeldRange {
            do {
                guard let allocator else { fatalError("closed") }
                let held = HeldRange(try allocator.map(FrameFile(count: pages).frames), .mapped, stamp: stamp)
                held.fill()
                return held
            } catch {
                fatalError("\(error)")
            }
        }

        func with(_ body: (BlockAllocator) -> Void) {
            if let allocator { body(allocator) }
        }

        func close() { allocator = nil }

        var isGone: Bool {
            RCU.barrier()
            return core == nil && MappingCensus(of: range)?.mappings == 0
        }

        var isThere: Bool {
            RCU.barrier()
            return core != nil && MappingCensus(of: range)?.mappings ?? 0 > 0
        }
    }

    @Test("One that was never used goes at once")
    func unused() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let closing = Closing()
                #expect(closing.isThere)
                closing.close()
                #expect(closing.isGone)
            }
        }
    }

    @Test("One of which everything has been freed goes at once, with its warm and dead blocks")
    func everythingFreed() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let closing = Closing()
                for round in 0..<300 {
                    let ranges = (0..<3).map { closing.held(1 << $0, UInt64(round)) }
                    closing.with { allocator in for range in ranges { range.free(.dropped, to: allocator) } }
                }
                closing.with { $0.flush() }
                closing.close()
                #expect(closing.isGone)
            }
        }
    }

    /// Ranges in full blocks, in blocks with free space, large ones and frames, each of which may be the last.
    @Test("Ranges stay usable on other threads, and with the last one the addresses are gone", arguments: 0..<5)
    func lastRange(_ last: Int) async {
        await #expect(processExitsWith: .success) { [last = last as Int] in
            blocking {
                let closing = Closing()
                let ranges = [
                    closing.held(64, 1000), closing.held(64, 2000), closing.held(3, 3000), closing.held(300, 4000),
                    closing.mapped(5, 5000),
                ]
                // Some that came back: in front of a live one, and behind.
                closing.with { allocator in
                    closing.held(2, 0).free(.dropped, to: allocator)
                    closing.held(100, 0).free(.dropped, to: allocator)
                }
                closing.close()
                #expect(closing.isThere)
                for number in ranges.indices where number != last {
                    nonisolated(unsafe) let range = ranges[number]
                    TestThread {
                        #expect(range.overwritten == nil)
                        range.fill()
                        range.drop()
                    }.join()
                    #expect(closing.isThere, "the addresses are gone while a range is live")
                }
                nonisolated(unsafe) let range = ranges[last]
                TestThread {
                    #expect(range.overwritten == nil, "a live range lost its contents when the allocator closed")
                    range.fill()
                    range.drop()
                }.join()
                #expect(closing.isGone, "the last range was freed, and the addresses are still taken")
            }
        }
    }

    @Test("Threads that free the last ranges at the same time end it once")
    func race() async {
        await #expect(processExitsWith: .success) {
            blocking {
                for round in 0..<50 {
                    let closing = Closing()
                    let start = Latch()
                    let threads = (0..<3).map { number in
                        nonisolated(unsafe) var ranges = (0..<20).map {
                            closing.held(1 + ($0 + number) % 9, UInt64($0) << 8)
                        }
                        return TestThread {
                            start.wait()
                            for range in ranges {
                                if range.overwritten != nil { fatalError("a live range was overwritten") }
                                range.drop()
                            }
                            ranges = []
                        }
                    }
                    start.open()
                    // While they are freed, or before, or after.
                    if round % 2 == 0 { sched_yield() }
                    closing.close()
                    for thread in threads { thread.join() }
                    #expect(closing.isGone, "round \(round)")
                }
            }
        }
    }
}
