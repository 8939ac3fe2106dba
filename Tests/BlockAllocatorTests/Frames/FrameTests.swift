import CTestShims
import Glibc
import Testing

@testable import BlockAllocator

@Suite("Frames")
struct FrameTests {
    private let allocator: BlockAllocator

    init() throws {
        allocator = try BlockAllocator(.small().with { $0.poisonOnFree = true })
    }

    @Test("64 adjacent frames are one call and one mapping")
    func adjacent() throws {
        let file = try FrameFile(count: 128)
        let range = try allocator.map(file[32..<96])
        #expect(allocator.statistics.mapCalls == 1)
        #expect(range.census?.mappings == 1)
        #expect(range.census?.accessibleBytes == 64 * 4096)
        let whole = try allocator.map(file.frames)
        whole.mark()
        let shown = try allocator.map(file[32..<96])
        #expect((0..<64).allSatisfy { shown.word($0) == whole.word(32 + $0) })
    }

    @Test(
        "64 adjacent frames are one call also by the kernel's count: every mmap of a single one is refused",
        .enabled(if: !underAnySanitizer, "the sanitizer's own calls would be refused too")
    )
    func oneSystemCall() async {
        await #expect(processExitsWith: .success) {
            let allocator = try BlockAllocator(.small())
            let file = try FrameFile(count: 65)
            // The block is there, with room left; the filter leaves the test's own memory alone.
            let first = try allocator.map(file[0..<1])
            try onOneProcessor {
                let warm = try allocator.map(file[0..<1])
                // malloc(3) and threads' stacks take more than a page.
                denyCall(ctestshims_mmap_number(), ENOMEM, argument: 1, when: 4096)
                let range = try allocator.map(file[1..<65])
                range.mark()
                let calls = allocator.statistics.mapCalls
                let other = mmap(nil, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                #expect(calls == 3)
                #expect(other == MAP_FAILED, "the filter sees nothing")
                warm.release()
                range.release()
            }
            first.release()
        }
    }

    @Test(
        "Frames in any order, of two files, follow one another as given, and are written in place",
        arguments: [7, 40, 150]
    )
    func scattered(count: Int) throws {
        var random = SystemRandomNumberGenerator()
        let files = [try FrameFile(count: 100), try FrameFile(count: 100)]
        let whole = (try allocator.map(files[0].frames).take(), try allocator.map(files[1].frames).take())
        defer {
            allocator.free(whole.0)
            allocator.free(whole.1)
        }
        let frames = Array((files[0].frames + files[1].frames).shuffled(using: &random).prefix(count))
        let place = { (frame: PageFrame) in
            (frame.file === files[0] ? whole.0 : whole.1) + frame.number * 4096
        }
        for (index, frame) in frames.enumerated() { place(frame).storeBytes(of: index, as: Int.self) }
        let range = try allocator.map(frames)
        #expect(range.pageCount == count)
        #expect((0..<count).allSatisfy { range.word($0) == UInt64($0) })
        range.mark()
        let wrong = frames.indices.filter { place(frames[$0]).load(as: UInt64.self) != range.word($0) }
        #expect(wrong.isEmpty)
        #expect(range.unmarked().isEmpty, "one frame stands in two places")
    }

    @Test("A frame mapped twice in one range is one memory: a ring buffer without a seam", arguments: [1, 4, 32, 40])
    func ringBuffer(pages: Int) throws {
        let file = try FrameFile(count: pages)
        let ring = try allocator.map(file.frames + file.frames)
        let size = pages * 4096
        let message = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7 + 1) }
        let bytes = ring.bytes
        for (offset, byte) in message.enumerated() { bytes[size - 1000 + offset] = byte }
        #expect(Array(bytes[(size - 1000)..<size]) == Array(message[..<1000]))
        #expect(Array(bytes[0..<2000]) == Array(message[1000...]), "beyond the seam is not the beginning")
        bytes[5] = 99
        #expect(bytes[size + 5] == 99)
    }

    @Test("One frame, any number of times in a row")
    func repeated() throws {
        let file = try FrameFile(count: 2)
        let range = try allocator.map([file[1], file[1], file[1]])
        #expect(allocator.statistics.mapCalls == 3, "the same frame again is not its neighbour")
        range.baseAddress.storeBytes(of: 77, as: UInt64.self)
        #expect(range.word(1) == 77 && range.word(2) == 77)
    }

    @Test(
        "More frames than a block's ranges hold have addresses of their own, aligned from 2 MiB on",
        arguments: [65, 512, 600]
    )
    func large(count: Int) throws {
        let probe = MemoryProbe()
        let file = try FrameFile(count: count)
        let range = try allocator.map(file.frames)
        #expect(allocator.statistics.mapCalls == 1)
        #expect(allocator.statistics.directRanges == 1)
        if count >= 512 { #expect(UInt(bitPattern: range.baseAddress) % (2 << 20) == 0) }
        range.mark()
        let address = range.baseAddress
        range.release()
        #expect(allocator.statistics.directRanges == 0)
        allocator.flush()
        #expect(!probe.canRead(address) && !probe.canRead(address + (count - 1) * 4096))
        let again = try allocator.map(file.frames.reversed())
        #expect((0..<count).allSatisfy { again.word($0) == again.word($0) })
        let straight = try allocator.map(file.frames)
        #expect(straight.unmarked().isEmpty)
    }

    @Test("Contents survive: poisoning, unmapping, flushing, and mapping again", arguments: [3, 64, 65])
    func contentsSurvive(count: Int) throws {
        let file = try FrameFile(count: count)
        for round in 0..<3 {
            let range = try allocator.map(file.frames)
            if round > 0 { #expect(range.unmarked(round - 1).isEmpty, "round \(round)") }
            range.mark(round)
            if round == 1 { range.release(.guarded) } else { allocator.free(range.take()) }
            allocator.flush()
        }
    }

    @Test("Frames of two files are no neighbours, though their numbers follow one another")
    func twoFiles() throws {
        let files = [try FrameFile(count: 4), try FrameFile(count: 4)]
        try allocator.map(files[0].frames).mark(1)
        try allocator.map(files[1].frames).mark(2)
        let range = try allocator.map(files[0][0..<2] + files[1][2..<4])
        #expect(allocator.statistics.mapCalls == 4)
        #expect(range.unmarked(1) == [2, 3])
        #expect(range.unmarked(2) == [0, 1])
    }

    @Test("A flush takes what was freed and leaves its neighbours in the block", arguments: [false, true])
    func neighbours(hasLease: Bool) throws {
        try onOneProcessor {
            if hasLease { for _ in 0..<200 { try allocator.allocate(pages: 1).release() } }
            let probe = MemoryProbe()
            let file = try FrameFile(count: 12)
            let first = try allocator.map(file[0..<4])
            let second = try allocator.map(file[4..<8])
            let third = try allocator.map(file[8..<12])
            first.mark()
            third.mark()
            let address = second.baseAddress
            try #require(third.baseAddress == first.baseAddress + 8 * 4096)
            second.release()
            #expect(probe.canRead(address), "freeing is lazy")
            allocator.flush()
            #expect(probe.unreadablePages(address, 4) == [0, 1, 2, 3])
            #expect(first.unmarked().isEmpty && third.unmarked().isEmpty)
        }
    }

    @Test("Guarded frames are gone at once, their neighbours and the frames are not", arguments: [4, 64, 600])
    func guarded(count: Int) throws {
        let probe = MemoryProbe()
        let file = try FrameFile(count: count)
        let other = try allocator.map(file.frames)
        let range = try allocator.map(file.frames)
        range.mark()
        let address = range.baseAddress
        range.release(.guarded)
        #expect(probe.unreadablePages(address, count).count == count)
        #expect(other.unmarked().isEmpty)
        // And the addresses' next life is whole.
        other.release()
        for _ in 0..<40 {
            let next = try allocator.map(file.frames)
            #expect(next.unmarked().isEmpty)
            next.release(.guarded)
        }
        allocator.flush()
        #expect(try allocator.map(file.frames).unmarked().isEmpty)
    }

    @Test("The frames of a file that nobody holds any more stay as long as they are mapped")
    func fileReleased() throws {
        let range: PageRange
        do {
            let file = try FrameFile(count: 5)
            range = try allocator.map(file.frames)
            range.mark()
        }
        // The descriptor's number is free for another file.
        let other = try FrameFile(count: 5)
        try allocator.map(other.frames).mark(1)
        #expect(range.unmarked().isEmpty)
    }
}
