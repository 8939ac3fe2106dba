import AsymmetricFences
import Glibc
import ReadCopyUpdate
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("The death of a block")
struct BlockDeathTests {
    @Test("A block that dies while a flush works on it is left to the flush")
    func pinned() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let core = allocator.core
        let first = try allocator.allocate(pages: 64)
        let second = try allocator.allocate(pages: 64)
        let block = try #require(DirtyFullBlockTests.onlyBlock(of: allocator))
        // As the flush does.
        core.flushLock.acquire()
        block.exchangeShared { $0.pinned() }
        first.release()
        second.release()
        let dead = core.space.contents.dead.count
        let warm = core.allQueues.reduce(0) { $0 + $1.lists.pointee.warmCount }
        #expect(dead + warm == 0, "the block was reaped under the hands of a flush")
        let released = try #require(block.exchangeShared { $0.unpinned() })
        #expect(released.isDead(pages: block.pages))
        core.bury(block)
        core.flushLock.release()
        #expect(AllocatorValidator(allocator).problems(with: [:]).isEmpty)
        #expect(allocator.statistics.blocksFreed == 1)
    }

    @Test("A range freed before its block was full is counted when that is full")
    func localReturns() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let statistics = PinnedThread.run {
            // Often enough for the queue to lean towards the thread: its returns are then counted apart.
            for _ in 0..<100 { (try? allocator.allocate(pages: 1))?.release() }
            allocator.flush()
            let before = allocator.statistics
            for _ in 0..<8 { (try? allocator.allocate(pages: 64))?.release() }
            let after = allocator.statistics
            return (before.blocksFreed, after.blocksFreed, after.dirtyPages)
        }
        // One that was begun before, and has 28 pages left.
        #expect(statistics.1 - statistics.0 == 4)
        #expect(statistics.2 == 100)
    }

    /// Freed memory is written to by malloc: the shared word, which comes first, would not stay as it was.
    @Test("Metadata stays as long as someone may have found it in the index, and goes then")
    func gracePeriod() async {
        await #expect(processExitsWith: .success) {
            blocking {
                do {
                    let allocator = try DirtyFullBlockTests.allocator()
                    let found = Latch()
                    let isFlushed = Latch()
                    let range = try allocator.allocate(pages: 64)
                    let core = allocator.core
                    let reader = TestThread {
                        RCU.read { _ in
                            guard case .block(let block) = core.index.entry(at: 0) else { fatalError("no block") }
                            found.open()
                            isFlushed.wait()
                            let shared = block.sharedState
                            #expect(shared.isDead(pages: 128), "metadata was freed under a reader: \(shared.bits)")
                            #expect(block.returns.dirty == 0 && block.fixed.pointee.position == 0)
                        }
                    }
                    found.wait()
                    let before = RCU.statistics.backlog.count
                    range.release()
                    allocator.purge(force: true)
                    #expect(allocator.statistics.addressBytes == 0)
                    #expect(RCU.statistics.backlog.count > before, "nothing waits for the reader")
                    // What a free list would hand out next is written over.
                    var others: [UnsafeMutableRawPointer] = []
                    for _ in 0..<64 {
                        let memory = UnsafeMutableRawPointer.allocate(byteCount: 256 + 128, alignment: 128)
                        memset(memory, 0xff, 256 + 128)
                        others.append(memory)
                    }
                    isFlushed.open()
                    reader.join()
                    others.forEach { $0.deallocate() }
                    RCU.barrier()
                    #expect(RCU.statistics.backlog.count == 0)
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
    }

    @Test("In a new life nothing of the last one is left")
    func newLife() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let problems = PinnedThread.run {
            let validator = AllocatorValidator(allocator)
            for _ in 0..<300 { (try? allocator.allocate(pages: 1))?.release() }
            guard let range = try? allocator.allocate(pages: 32) else { return ["no range"] }
            let held = ShadowRange(pages: 32, kind: .shortLived)
            return validator.problems(with: [UInt(bitPattern: range.baseAddress): held])
        }
        #expect(problems.isEmpty, "\(problems)")
        #expect(allocator.statistics.blocksAllocated == 3 && allocator.core.space.summary.frontier == 1)
    }
}
