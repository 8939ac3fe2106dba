import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

/// In processes of their own, which the fault ends.
@Suite("Frames that are gone fault")
struct FrameFaultTests {
    @Test(
        "map, write, unmap, access, flush, access: the first access goes well, the second does not",
        arguments: [4, 64, 100]
    )
    func cycle(pages: Int) async {
        let result = await #expect(processExitsWith: .signal(SIGSEGV), observing: [\.standardOutputContent]) {
            [pages = pages as Int] in
            let allocator = try BlockAllocator(.small())
            let file = try FrameFile(count: pages)
            let range = try allocator.map(file.frames)
            range.mark()
            let address = range.take()
            allocator.free(address)
            say("before \(unmarked(address, pages).count)")
            allocator.flush()
            dieOfFaults()
            say("flushed")
            say("\(address.load(as: UInt64.self))")
        }
        let said = text(result?.standardOutputContent)
        #expect(said.hasSuffix("before 0\nflushed\n"), "\(said)")
    }

    @Test("Guarded, the first access after the unmap faults", arguments: [4, 100])
    func guarded(pages: Int) async {
        let result = await #expect(processExitsWith: .signal(SIGSEGV), observing: [\.standardOutputContent]) {
            [pages = pages as Int] in
            let allocator = try BlockAllocator(.small())
            let file = try FrameFile(count: pages)
            let range = try allocator.map(file.frames)
            let last = range.baseAddress + (pages - 1) * 4096
            range.release(.guarded)
            dieOfFaults()
            say("freed")
            last.storeBytes(of: 1, as: UInt8.self)
            say("written")
        }
        let said = text(result?.standardOutputContent)
        #expect(said.hasSuffix("freed\n"), "\(said)")
    }
}

/// Past AddressSanitizer's handler, which would report the fault and exit.
func dieOfFaults() { signal(SIGSEGV, SIG_DFL) }

/// A line to the standard output, at once.
func say(_ line: String) {
    let line = line + "\n"
    write(STDOUT_FILENO, line, line.utf8.count)
}
