import BlockAllocator
import Synchronization

/// A cache that gives way when its address space, the memory or the mappings have run out.
final class PageCache: Sendable {
    private let allocator: BlockAllocator
    private let entries = Mutex<[Int: SharedBuffer]>([:])

    init(bytes: Int) throws {
        var configuration = BlockAllocator.Configuration()
        configuration.reservationBytes = bytes
        allocator = try BlockAllocator(configuration)
        // Runs on the thread that allocates, under no lock of the allocator. Weak, since the allocator keeps the closure.
        try allocator.addReclaimer { [weak self] in self?.drop() ?? 0 }
    }

    /// Allocates before it takes the lock that `drop` needs. What it throws, it throws after `drop` has freed nothing more.
    func store(_ key: Int, _ bytes: [UInt8]) throws {
        let range = try allocator.allocate(pages: 16, lifetime: .longLived)
        range.bytes.copyBytes(from: bytes)
        let entry = SharedBuffer(range)
        entries.withLock { $0[key] = entry }
    }

    func firstByte(_ key: Int) -> UInt8? { entries.withLock { $0[key]?.memory.bytes.first } }

    private func drop() -> Int {
        let dropped = entries.withLock { entries in
            defer { entries.removeAll() }
            return entries
        }
        return dropped.values.reduce(0) { $0 + $1.memory.byteCount }
    }
}
