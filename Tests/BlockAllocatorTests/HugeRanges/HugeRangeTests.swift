import CMembarrier
import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

extension HugePageTests {
    @Suite("Huge pages under ranges", .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"))
    struct Ranges {
        static func allocator(_ policy: HugePagePolicy, blockPages: Int = 512) throws -> BlockAllocator {
            try BlockAllocator(.small(megabytes: 128, blockPages: blockPages).with { $0.hugePages = policy })
        }

        @Test(
            "A large range that is populated is huge in all its whole units, under both policies that want it",
            arguments: [HugePagePolicy.always, .advise],
            [512, 1024, 1300]
        )
        func populated(policy: HugePagePolicy, pages: Int) throws {
            let allocator = try Self.allocator(policy)
            let range = try allocator.allocate(pages: pages)
            #expect(range.hugeBackedBytes == 0, "nothing was touched yet")
            try range.populate()
            #expect(range.hugeBackedBytes >= pages / 512 * (2 << 20))
            #expect(allocator.statistics.hugePageFallbacks == 0)
            let inAll = allocator.backing?.hugeBytes ?? 0
            #expect(inAll >= range.hugeBackedBytes)
            range.mark()
            #expect(range.unmarked().isEmpty)
        }

        @Test("Never is never, also where it is asked for")
        func never() throws {
            let allocator = try Self.allocator(.never)
            let range = try allocator.allocate(pages: 1024)
            range.adviseHugePages()
            try range.populate()
            #expect(range.hugeBackedBytes == 0)
            let outcome = range.collapse()
            #expect(outcome == .never)
            #expect(range.hugeBackedBytes == 0)
            #expect(allocator.statistics.hugePageFallbacks == 0, "none was wanted")
            #expect(allocator.backing?.residentBytes == 4 << 20)
        }

        @Test("Blocks are huge under always; under advise only where their user asks, and where a whole unit is his")
        func blocks() throws {
            try onOneProcessor {
                let always = try Self.allocator(.always)
                try always.allocate(pages: 1).mark()
                #expect(always.backing?.hugeBytes == 2 << 20)
                let advise = try Self.allocator(.advise)
                try advise.allocate(pages: 1).mark()
                let part = try advise.allocate(pages: 64)
                part.adviseHugePages()
                part.mark()
                #expect(advise.backing?.hugeBytes == 0)
                #expect(advise.statistics.hugePageFallbacks == 0)
            }
        }

        @Test("A range that gets the blocks of a smaller one is huge all the same")
        func grown() throws {
            let allocator = try Self.allocator(.advise, blockPages: 1024)
            let first = try allocator.allocate(pages: 100)
            let address = first.baseAddress
            first.release()
            let second = try allocator.allocate(pages: 1024)
            try #require(second.baseAddress == address)
            try second.populate()
            #expect(second.hugeBackedBytes == 4 << 20)
        }

        @Test("Populating makes every page present, of frames too, and those are no fallback")
        func populate() throws {
            let allocator = try Self.allocator(.advise)
            let small = try allocator.allocate(pages: 37)
            let before = allocator.backing?.residentBytes ?? -1
            try small.populate()
            #expect(allocator.backing?.residentBytes == before + 37 * 4096)
            let file = try FrameFile(count: 1024)
            let frames = try allocator.map(file.frames)
            frames.mark()
            try frames.populate()
            #expect(frames.unmarked().isEmpty)
            #expect(allocator.statistics.hugePageFallbacks == 0)
        }

        @Test("A page in the middle goes after a split: the others keep their contents, and a collapse undoes it")
        func decommit() throws {
            let allocator = try Self.allocator(.advise)
            // Of the second unit: a decommit that forgot where its part begins would show.
            let range = try allocator.allocate(pages: 1024)
            try range.populate()
            range.mark()
            try #require(range.hugeBackedBytes == 4 << 20)
            range.split()
            #expect(allocator.statistics.splitUnits == 2)
            #expect(range.hugeBackedBytes == 4 << 20, "a split moves nothing")
            #expect(range.unmarked().isEmpty)

            range.decommit(pages: 700..<701)
            #expect(range.unmarked() == [700])
            let word = range.word(700)
            #expect(word == 0)
            #expect(range.hugeBackedBytes == 2 << 20)

            let outcome = range.collapse()
            guard outcome == .collapsed else {
                withKnownIssue("the kernel answered \(outcome)", isIntermittent: true) {
                    #expect(outcome == .collapsed)
                }
                #expect([.noHugePage, .limit, .transient].contains(outcome))
                return
            }
            #expect(range.hugeBackedBytes == 4 << 20)
            #expect(range.unmarked() == [700])
            #expect(allocator.statistics.splitUnits == 0)
            #expect(allocator.statistics.collapses == 1)
        }

        @Test("Parts split the units that they are parts of, whole units stay whole, and nothing at all splits nothing")
        func parts() throws {
            let allocator = try Self.allocator(.advise)
            let range = try allocator.allocate(pages: 4 * 512)
            range.mark()
            range.decommit(pages: 5..<5)
            range.decommit(pages: 512..<1024)
            #expect(allocator.statistics.splitUnits == 0)
            range.decommit(pages: 1500..<1600)
            #expect(allocator.statistics.splitUnits == 2)
            range.decommit(pages: 2047..<2048)
            #expect(allocator.statistics.splitUnits == 2)
            #expect(range.unmarked() == Array(512..<1024) + Array(1500..<1600) + [2047])
            range.release()
            allocator.flush()
            #expect(allocator.statistics.splitUnits == 0, "what went back whole is whole again")
        }

        @Test("A small range is decommitted in its own pages only")
        func smallRange() throws {
            try onOneProcessor {
                let allocator = try Self.allocator(.always)
                let before = try allocator.allocate(pages: 8)
                let range = try allocator.allocate(pages: 8)
                let after = try allocator.allocate(pages: 8)
                before.mark(1)
                range.mark(2)
                after.mark(3)
                range.decommit(pages: 0..<8)
                #expect(range.unmarked(2).count == 8)
                #expect(before.unmarked(1).isEmpty && after.unmarked(3).isEmpty)
                #expect(allocator.statistics.splitUnits == 1)
                let outcome = range.collapse()
                #expect(outcome == .never, "no whole unit is its own")
            }
        }

        @Test(
            "A split makes no system call and allocates nothing: a thread that may do neither survives it",
            .enabled(if: !underThreadSanitizer, "ThreadSanitizer's own calls would be forbidden too")
        )
        func splitIsInfallible() async {
            await #expect(processExitsWith: .success) {
                let allocator = try HugePageTests.Ranges.allocator(.advise)
                let address = UInt(bitPattern: try allocator.allocateAddress(pages: 8 * 512))
                let done = SharedCounter()
                // A thread that is ended inside of an allocation keeps its lock.
                endIfItHangs(after: 30)
                // It spins at its end, because a thread's exit is a system call that is forbidden too.
                _ = TestThread {
                    guard let range = rangeOfLarge(allocator, address), ctestshims_forbid_system_calls() == 0
                    else { return }
                    range.split()
                    // Freed, it would make system calls.
                    _ = range.take()
                    done.increment()
                    while true { spinOnce() }
                }
                #expect(waitUntil({ done.count == 1 }, within: 60), "the kernel ended the thread")
                #expect(allocator.statistics.splitUnits == 8)
            }
        }
    }
}

/// The range that was taken out of its owner, once more.
private func rangeOfLarge(_ allocator: BlockAllocator, _ address: UInt) -> PageRange? {
    guard let base = UnsafeRawPointer(bitPattern: address),
        let position = allocator.core.reservation.position(of: base),
        case .direct(let range) = allocator.core.index.entry(at: position)
    else { return nil }
    return PageRange(range, pages: range.fixed.pointee.pages)
}
