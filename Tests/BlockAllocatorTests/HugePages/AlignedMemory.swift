import CMembarrier
import Glibc

@testable import BlockAllocator

/// So many 2 MiB units of private anonymous memory, aligned, with inaccessible memory on both sides so that no other mapping
/// merges with it.
final class AlignedMemory: Sendable {
    static let unit = PageSize.hugeBytes
    static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    static let pagesPerUnit = unit / page

    /// A number, because a pointer is not Sendable.
    private let reservation: UInt
    private let start: UInt
    let byteCount: Int

    init(units: Int, advice: Int? = nil) {
        byteCount = units * Self.unit
        let reserved = byteCount + 3 * Self.unit
        let mapped = mmap(nil, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        reservation = UInt(bitPattern: mapped)
        precondition(reservation != UInt.max, "mmap of \(reserved) bytes failed with \(errno)")
        let unit = UInt(Self.unit)
        start = (reservation + 2 * unit - 1) / unit * unit
        precondition(mprotect(base, byteCount, PROT_READ | PROT_WRITE) == 0, "mprotect failed with \(errno)")
        if let advice { advise(advice) }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(bitPattern: reservation), byteCount + 3 * Self.unit)
    }

    var base: UnsafeMutableRawPointer {
        guard let base = UnsafeMutableRawPointer(bitPattern: start) else { preconditionFailure("mapped at 0") }
        return base
    }

    var bytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base, count: byteCount) }
    var range: Range<UInt> { start..<start + UInt(byteCount) }

    func unit(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + index * Self.unit, count: Self.unit)
    }

    func page(_ index: Int) -> UnsafeMutableRawPointer { base + index * Self.page }

    func advise(_ advice: Int) { advise(bytes, advice) }

    func advise(_ bytes: UnsafeMutableRawBufferPointer, _ advice: Int) {
        let result = madvise(bytes.baseAddress, bytes.count, CInt(advice))
        precondition(result == 0, "madvise \(advice) failed with \(errno)")
    }

    /// Writes a word that tells each page from every other, from `first` for `count` pages.
    func mark(pages: Range<Int>) {
        for index in pages { page(index).storeBytes(of: Self.word(index), as: UInt64.self) }
    }

    /// The pages among `pages` that do not have the word that ``mark(pages:)`` wrote.
    func unmarked(pages: Range<Int>) -> [Int] {
        pages.filter { page($0).load(as: UInt64.self) != Self.word($0) }
    }

    /// A unit of addresses that nothing maps unless it asks for them: mappings begin far above, and what was unmapped may be taken
    /// by another test at once.
    static var nowhere: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(bitPattern: unit), count: unit)
    }

    static var nowhereRange: Range<UInt> { UInt(unit)..<UInt(2 * unit) }

    private static func word(_ page: Int) -> UInt64 { 0x9E37_79B9_7F4A_7C15 &* UInt64(page + 1) }

    var backing: HugeBacking? { HugeBacking(of: UnsafeRawBufferPointer(bytes)) }
}
