import AsymmetricFences
import Notifiers
import Synchronization

/// Pages of an allocator's reservation that are handed out together or not at all, and a cached translation of one of them.
///
/// What a page holds tells when it was last taken away: the first access finds zero and writes a number that was never used before;
/// frames have numbers of their own. Freeing and handing out again changes nothing of it.
final class AllocatorUnit: @unchecked Sendable {
    enum Content { case nothing, memory, frames }

    /// What a second mapping is made of: an address to be dereferenced, and what was there.
    struct Translation: Sendable {
        let address: UInt
        let number: UInt64
    }

    static let pageCount = 16
    static let byteCount = pageCount << 12

    let addresses: Range<UInt>
    let cached: IntervalSubscription<Translation?>
    private let lock = FutexLock()
    private var content = Content.nothing

    init(at address: UInt, in notifiers: MemoryNotifiers) throws {
        addresses = address..<address + UInt(Self.byteCount)
        cached = try IntervalSubscription(addresses, in: notifiers, state: nil) { cached, _ in cached = nil }
    }

    /// Who hands the unit out says what it is now; before it is freed, nothing.
    func become(_ new: Content) { lock.withLock { content = new } }

    /// Reads the page's translation as long as the unit is handed out, as a fault handler would; nil where there is nothing.
    func lookUp(_ page: Int, nextNumber: borrowing Atomic<UInt64>) -> Translation? {
        lock.withLock {
            let address = addresses.lowerBound + UInt(page) << 12
            guard content != .nothing,
                let word = UnsafeMutablePointer<Atomic<UInt64>>(bitPattern: address)
            else { return nil }
            var number = word.pointee.load(ordering: .acquiring)
            if number == 0, content == .memory {
                let new = nextNumber.wrappingAdd(1, ordering: .relaxed).newValue
                let (isNew, found) = word.pointee.compareExchange(
                    expected: 0,
                    desired: new,
                    ordering: .acquiringAndReleasing
                )
                number = isNew ? new : found
            }
            return Translation(address: address, number: number)
        }
    }

    /// Whether something is cached. Ends the process where that is stale: by SIGSEGV, or with what it found.
    ///
    /// Under the subscription's lock, so that whoever takes the page away waits for the use.
    func use() -> Bool {
        cached.withLock { cached in
            guard let cached else { return false }
            guard let word = UnsafePointer<Atomic<UInt64>>(bitPattern: cached.address) else {
                fatalError("a translation to null")
            }
            let found = word.pointee.load(ordering: .acquiring)
            if found != cached.number { fatalError("stale: found \(found); expected \(cached.number)") }
            return true
        }
    }
}
