import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Files of frames")
struct FrameFileTests {
    @Test(
        "A number of frames that cannot be is refused by name",
        arguments: [0, -1, Int.min, Int.max, Int.max >> 13 + 1]
    )
    func counts(count: Int) throws {
        let error = try #require(errorOf { _ = try FrameFile(count: count) })
        #expect(error == .invalidPageCount(count, maximum: Int.max >> 13))
        #expect(error.description.contains("\(count)"))
    }

    @Test("The largest file costs nothing until its frames are mapped, and its last frame is one")
    func largest() throws {
        let file = try FrameFile(count: Int.max >> 13)
        let allocator = try BlockAllocator(.small())
        let range = try allocator.map([file[file.count - 1], file[0]])
        range.mark()
        #expect(range.unmarked().isEmpty)
    }

    @Test("What the system refuses comes with its errno")
    func refused() async throws {
        let name = String(repeating: "x", count: 300)
        #expect(errorOf { _ = try FrameFile(count: 1, name: name) } == .system(call: "memfd_create", errno: EINVAL))
        await #expect(processExitsWith: .success) {
            #expect(ctestshims_set_limit(Int32(ctestshims_descriptors.rawValue), 3) == 0)
            #expect(errorOf { _ = try FrameFile(count: 1) } == .system(call: "memfd_create", errno: EMFILE))
        }
    }

    @Test("No frames are no range")
    func noFrames() throws {
        let allocator = try BlockAllocator(.small())
        #expect(errorOf { _ = try allocator.map([]).pageCount } == .invalidPageCount(0, maximum: 64 << 8))
        #expect(errorOf { _ = try allocator.mapAddress([]) } == .invalidPageCount(0, maximum: 64 << 8))
        let file = try FrameFile(count: 64 << 8 + 1)
        let many = Array(repeating: file[0], count: 64 << 8 + 1)
        #expect(errorOf { _ = try allocator.map(many).pageCount } == .invalidPageCount(many.count, maximum: 64 << 8))
        #expect(allocator.statistics.mapCalls == 0)
    }

    @Test("A frame beyond the end traps, and says of how many", arguments: [-1, 8])
    func bounds(number: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [number = number as Int] in
            _ = try FrameFile(count: 8)[number]
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("frame \(number) was asked for; expected 0 to 7"), "\(message)")
    }

    @Test("A descriptor is closed with its file")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            // More files than the process may have open at a time.
            #expect(ctestshims_set_limit(Int32(ctestshims_descriptors.rawValue), 256) == 0)
            for _ in 0..<1000 { _ = try FrameFile(count: 1) }
        }
    }
}
