internal import CMembarrier
internal import Glibc
internal import Synchronization

/// Address to metadata, without a lock: an atomic word for each block of the reservation.
///
/// Its memory exists from the start and is touched where it is used. A word is stored with a release, after what it leads to was
/// initialised; who follows it does so inside a read section, since what it led to may be freed after a grace period.
struct BlockIndex: @unchecked Sendable {
    /// What an address leads to.
    enum Entry {
        case none
        case block(Block)
        case direct(DirectRange)
    }

    let words: UnsafeMutablePointer<Atomic<UInt>>
    private let byteCount: Int

    init(count: Int) throws(BlockAllocatorError) {
        byteCount = count * MemoryLayout<UInt>.stride
        guard let memory = cmembarrier_allocate_lazily(byteCount) else {
            throw .system(call: "mmap of \(byteCount) bytes for the index", errno: errno)
        }
        words = memory.bindMemory(to: Atomic<UInt>.self, capacity: count)
    }

    func release() { munmap(words, byteCount) }

    func entry(at position: Int) -> Entry {
        let word = words[position].load(ordering: .acquiring)
        guard let raw = UnsafeMutableRawPointer(bitPattern: word & ~1) else { return .none }
        return word & 1 == 0 ? .block(Block(raw: raw)) : .direct(DirectRange(raw: raw))
    }

    func set(_ entry: Entry, at position: Int) {
        switch entry {
        case .none: words[position].store(0, ordering: .releasing)
        case .block(let block): words[position].store(UInt(bitPattern: block.raw), ordering: .releasing)
        case .direct(let range): words[position].store(UInt(bitPattern: range.raw) | 1, ordering: .releasing)
        }
    }
}
