internal import AsymmetricFences
internal import Glibc
internal import Synchronization

/// Which 2 MiB units of a reservation are split: their pages may be given back one by one.
///
/// One bit a unit, in memory that is there and resident from the start (4 KiB for 128 GiB), so that a split has nothing that could
/// fail: no allocation, no system call, no page fault. The kernel splits its own mapping when the first page is given back, which
/// cannot fail either; it may keep the huge page's memory until later.
final class SplitUnits: Sendable {
    let unitCount: Int
    /// Unsafe only to the compiler, which knows no Sendable pointer: what it points to is atomic and lives as long as this.
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let wordCount: Int
    private let splitCount = Atomic<Int>(0)

    /// All units intact. nil where the system has no memory for it, with errno set.
    init?(unitCount: Int) {
        require(unitCount > 0, "a bitmap of \(unitCount) units: expected at least 1")
        let wordCount = (unitCount - 1) / UInt64.bitWidth + 1
        // Populated: a bitmap that was touched only at the first split would then need a page, which may not be there.
        let mapped = mmap(
            nil,
            wordCount * MemoryLayout<UInt64>.stride,
            PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
            -1,
            0
        )
        guard let mapped, mapped != MAP_FAILED else { return nil }
        self.unitCount = unitCount
        self.wordCount = wordCount
        words = mapped.bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
    }

    deinit {
        munmap(words, wordCount * MemoryLayout<UInt64>.stride)
    }

    // The orderings are relaxed: a bit publishes nothing. What a unit contains reaches another thread with the range itself.

    /// Marks the unit as split; it may be already.
    func split(_ unit: Int) {
        check(unit)
        let bit = Self.bit(unit)
        let old = words[unit / UInt64.bitWidth].bitwiseOr(bit, ordering: .relaxed).oldValue
        if old & bit == 0 { splitCount.wrappingAdd(1, ordering: .relaxed) }
    }

    /// Marks the unit as whole again, after a collapse or when all of its memory went back.
    func markIntact(_ unit: Int) {
        check(unit)
        let bit = Self.bit(unit)
        let old = words[unit / UInt64.bitWidth].bitwiseAnd(~bit, ordering: .relaxed).oldValue
        if old & bit != 0 { splitCount.wrappingSubtract(1, ordering: .relaxed) }
    }

    func isSplit(_ unit: Int) -> Bool {
        check(unit)
        return words[unit / UInt64.bitWidth].load(ordering: .relaxed) & Self.bit(unit) != 0
    }

    /// How many units are split; while others split, one that was true a moment ago.
    var count: Int { splitCount.load(ordering: .relaxed) }

    private static func bit(_ unit: Int) -> UInt64 { 1 << UInt64(unit % UInt64.bitWidth) }

    private func check(_ unit: Int) {
        require(0 <= unit && unit < unitCount, "unit \(unit) is none of the reservation's \(unitCount)")
    }
}
