import CMembarrier
import CTestShims
import Glibc
import Synchronization
import TestThreads

/// Memory that the library does not own, as another library would map it.
final class ForeignMemory: Sendable {
    static let page = Int(getpagesize())
    let range: Range<UInt>
    /// Whether pages in the middle may be somebody else's by now; then the rest is left to the end of the process.
    private let hasHoles = Atomic<Bool>(false)

    /// Maps so many pages, aligned to 2 MiB if asked, with as much inaccessible memory on both sides as keeps neighbours away.
    init(pages: Int, aligned: Bool = false, advice: Int? = nil) {
        let bytes = pages * Self.page
        let alignment = aligned ? 2 << 20 : Self.page
        let around = bytes + 2 * alignment + 2 * Self.page
        let mapped = mmap(nil, around, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        precondition(Int(bitPattern: mapped) != -1, "mmap of \(around) bytes failed with \(errno)")
        let start = (UInt(bitPattern: mapped) + UInt(Self.page + alignment - 1)) / UInt(alignment) * UInt(alignment)
        range = start..<start + UInt(bytes)
        precondition(mprotect(pointer(0), bytes, PROT_READ | PROT_WRITE) == 0, "mprotect failed with \(errno)")
        if let advice { precondition(madvise(pointer(0), bytes, CInt(advice)) == 0, "madvise failed with \(errno)") }
    }

    deinit {
        if !hasHoles.load(ordering: .relaxed) { munmap(pointer(0), range.count) }
    }

    func pages(_ pages: Range<Int>) -> Range<UInt> {
        range.lowerBound + UInt(pages.lowerBound * Self.page)..<range.lowerBound + UInt(pages.upperBound * Self.page)
    }

    func pointer(_ page: Int) -> UnsafeMutableRawPointer {
        guard let pointer = UnsafeMutableRawPointer(bitPattern: range.lowerBound + UInt(page * Self.page)) else {
            preconditionFailure("mapped at 0")
        }
        return pointer
    }

    /// Maps shared memory of a file in memory there instead.
    func mapFile() {
        let file = cmembarrier_memfd("foreign")
        defer { close(file) }
        precondition(ftruncate(file, range.count) == 0, "ftruncate failed with \(errno)")
        let result = cmembarrier_map_file(pointer(0), range.count, file, 0)
        precondition(result == 0, "mapping a file failed with \(result)")
    }

    /// Writes into every page.
    func fill(_ byte: UInt8) { memset(pointer(0), CInt(byte), range.count) }

    func unmap(_ pages: Range<Int>) {
        hasHoles.store(true, ordering: .relaxed)
        precondition(munmap(pointer(pages.lowerBound), pages.count * Self.page) == 0, "munmap failed with \(errno)")
    }

    /// Maps anew what was unmapped; false if something is there.
    func map(_ pages: Range<Int>) -> Bool {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | CInt(MAP_FIXED_NOREPLACE)
        let place = pointer(pages.lowerBound)
        return mmap(place, pages.count * Self.page, PROT_READ | PROT_WRITE, flags, -1, 0) == place
    }

    /// Moves pages to the beginning of other memory.
    func move(_ pages: Range<Int>, to place: ForeignMemory) {
        hasHoles.store(true, ordering: .relaxed)
        let result = ctestshims_move_mapping(pointer(pages.lowerBound), pages.count * Self.page, place.pointer(0))
        precondition(result == 0, "mremap failed with \(result)")
    }

    /// Shrinks the mapping that begins with the first of the pages and ends with the last to so many pages.
    func shrink(_ pages: Range<Int>, to count: Int) {
        hasHoles.store(true, ordering: .relaxed)
        let bytes = pages.count * Self.page
        let result = ctestshims_shrink_mapping(pointer(pages.lowerBound), bytes, count * Self.page)
        precondition(result == 0, "mremap failed with \(result)")
    }

    func advise(_ pages: Range<Int>, _ advice: CInt) {
        let result = madvise(pointer(pages.lowerBound), pages.count * Self.page, advice)
        precondition(result == 0, "madvise \(advice) failed with \(errno)")
    }

    /// What another library does: on a thread of its own.
    func elsewhere(_ body: @escaping @Sendable (ForeignMemory) -> Void) {
        TestThread { body(self) }.join()
    }
}
