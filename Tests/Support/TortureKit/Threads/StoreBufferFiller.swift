internal import Glibc

/// Stores that miss the caches, made just before a section is entered, so that the stores of the section queue up
/// behind them.
///
/// A missing heavy fence shows only when a reader's word reaches memory later than the writer's scan, and a
/// store buffer that is otherwise empty drains sooner than a writer can publish and scan.
final class StoreBufferFiller: Sendable {
    // Well over a last-level cache, so that the stores go to memory.
    private static let byteCount = 128 << 20
    // Written to by one thread at a time, and read by none.
    private nonisolated(unsafe) let bytes: UnsafeMutableRawPointer

    /// To be made before a run begins: every page must exist, or the stores would fault, and a fault is a barrier.
    init() {
        bytes = .allocate(byteCount: Self.byteCount, alignment: 2 << 20)
        // Huge pages, where they are to be had, exist a hundred times sooner.
        madvise(bytes, Self.byteCount, MADV_HUGEPAGE)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.byteCount)
    }

    deinit { bytes.deallocate() }

    /// Makes up to 24 such stores: how many are best depends on the machine, so each number has its turn.
    @inline(__always)
    func fill(_ random: inout TortureRandom) {
        var remaining = random.below(25)
        while remaining > 0 {
            bytes.storeBytes(of: 1, toByteOffset: random.below(Self.byteCount), as: UInt8.self)
            remaining -= 1
        }
    }
}
