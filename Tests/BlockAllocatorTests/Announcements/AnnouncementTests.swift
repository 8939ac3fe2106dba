import Notifiers
import ReadCopyUpdate
import Testing

@testable import BlockAllocator

/// Everything by which memory goes away: exactly once, with the exact range, while it is still there and when it is gone.
@Suite("Announcements to memory notifiers")
struct AnnouncementTests {
    private static func configuration(_ recorder: AnnouncementRecorder) -> BlockAllocator.Configuration {
        BlockAllocator.Configuration.small(megabytes: 32, blockPages: 128).with { $0.notifiers = recorder.notifiers }
    }

    private static func addresses(_ start: UnsafeMutableRawPointer, pages: Int) -> Range<UInt> {
        UInt(bitPattern: start)..<UInt(bitPattern: start) + UInt(pages) << 12
    }

    private static func filled(_ range: borrowing PageRange) -> Range<UInt> {
        range.bytes.initializeMemory(as: UInt8.self, repeating: 7)
        return addresses(range.baseAddress, pages: range.pageCount)
    }

    @Test("Freeing a range and handing it out again announces nothing")
    func reuse() throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let entries = try recorder.during {
            for _ in 0..<100 { try allocator.allocate(pages: 64).release() }
            try allocator.allocate(pages: 600).release()
            try allocator.allocate(pages: 600).release()
        }
        #expect(entries.isEmpty)
        subscription.unregister()
    }

    @Test("Decommit, split and collapse")
    func parts() throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let range = try allocator.allocate(pages: 1024)
        let whole = Self.filled(range)
        let part = Self.addresses(range.baseAddress + 5 << 12, pages: 3)
        #expect(recorder.during { range.decommit(pages: 5..<8) } == .pair(part, .clear, 7, 0))
        #expect(recorder.during { range.decommit(pages: 5..<5) }.isEmpty)
        #expect(recorder.during { range.split() } == .pair(whole, .migrate, 7, 7))
        #expect(recorder.during { _ = range.collapse() } == .pair(whole, .migrate, 7, 7))
        range.release()
        subscription.unregister()
    }

    @Test("A flush announces freed ranges between live ones, adjacent ones together, and not the live ones")
    func partialFlush() throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let first = try allocator.allocate(pages: 16)
        let second = try allocator.allocate(pages: 16)
        let third = try allocator.allocate(pages: 16)
        _ = (Self.filled(first), Self.filled(third))
        let start = Self.filled(second).lowerBound
        second.release()
        #expect(recorder.during { allocator.flush() } == .pair(start..<start + 16 << 12, .clear, 7, 0))
        #expect(recorder.during { allocator.flush() }.isEmpty, "what was flushed is announced again")
        first.release()
        third.release()
        subscription.unregister()
    }

    @Test("Dead blocks go whole, by purge, flush and on request", arguments: 0..<3)
    func deadBlocks(way: Int) throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let range = try allocator.allocate(pages: 64)
        let other = try allocator.allocate(pages: 64)
        let start = Self.filled(range).lowerBound
        _ = Self.filled(other)
        range.release()
        other.release()
        let entries = recorder.during {
            switch way {
            case 0: allocator.purge(force: true)
            case 1: allocator.flush()
            default: allocator.giveBack(atLeast: 1)
            }
        }
        #expect(entries == .pair(start..<start + 128 << 12, .unmap, 7, nil))
        subscription.unregister()
    }

    @Test("Addresses of frames", arguments: [false, true])
    func frames(isLarge: Bool) throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let file = try FrameFile(count: 128)
        let pages = isLarge ? 128 : 4
        let kept = try allocator.map(file[0..<1])
        let range = try allocator.map(Array(file.frames[0..<pages]))
        let addresses = Self.filled(range)
        range.release()
        #expect(recorder.during { allocator.flush() } == .pair(addresses, .unmap, 7, nil))
        kept.release()
        subscription.unregister()
    }

    @Test("A guarded release is announced before the access goes", arguments: [16, 600], [false, true])
    func guarded(pages: Int, byAddress: Bool) throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder))
        let range = try allocator.allocate(pages: pages)
        let start = Self.filled(range).lowerBound
        let rounded = pages <= 64 ? pages : (pages + 127) / 128 * 128
        let entries: [AnnouncementRecorder.Entry]
        if byAddress {
            let address = range.take()
            entries = recorder.during { allocator.free(address, .guarded) }
        } else {
            _ = recorder.take()
            range.release(.guarded)
            entries = recorder.take()
        }
        #expect(entries == .pair(start..<start + UInt(rounded) << 12, .unmap, 7, nil))
        subscription.unregister()
    }

    @Test("The end of an allocator, when its last range has been freed")
    func teardown() async throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        var allocator: BlockAllocator? = try BlockAllocator(Self.configuration(recorder))
        let range = try #require(allocator).allocate(pages: 64)
        let start = Self.filled(range).lowerBound
        allocator = nil
        #expect(recorder.take().isEmpty, "a range is live")
        range.release()
        // The first lets the core go, the second what it retired.
        await RCU.barrier()
        await RCU.barrier()
        #expect(recorder.take() == .pair(start..<start + 128 << 12, .release, 7, nil))
        await subscription.unregister()
    }
}
