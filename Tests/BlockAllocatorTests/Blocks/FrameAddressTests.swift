import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Addresses of frames")
struct FrameAddressTests {
    @Test("They are used again only after a flush")
    func reuse() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let file = try FrameFile(count: 64)
        let frames = file.frames
        var seen: Set<UInt> = []
        for _ in 0..<16 {
            let range = try allocator.map(frames)
            #expect(seen.insert(UInt(bitPattern: range.baseAddress)).inserted, "an address came back without a flush")
        }
        allocator.flush()
        let range = try allocator.map(frames)
        #expect(seen.contains(UInt(bitPattern: range.baseAddress)), "addresses do not come back after a flush")
    }

    @Test("Large ranges of frames likewise")
    func reuseOfLargeRanges() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let frames = try FrameFile(count: 200).frames
        var seen: Set<UInt> = []
        for _ in 0..<8 {
            let range = try allocator.map(frames)
            #expect(seen.insert(UInt(bitPattern: range.baseAddress)).inserted, "an address came back without a flush")
        }
        allocator.flush()
        let probe = AccessProbe()
        #expect(seen.allSatisfy { !probe.canRead($0) })
    }
}
