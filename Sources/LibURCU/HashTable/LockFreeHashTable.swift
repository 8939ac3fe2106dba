internal import AsymmetricFences
internal import CLiburcu
internal import CLiburcuShims

/// liburcu's resizable hash table (`rculfhash`), in which lookups are wait-free and updates lock-free.
///
///     let sessions = LockFreeHashTable<SessionID, Session, Memb>()
///     sessions.addUnique(session, forKey: id)
///     sessions.withValue(forKey: id) { $0.touch() }
///     sessions.remove(forKey: id)             // the session is destroyed after a grace period
///
/// It works with every flavor of liburcu and with this package's `RCU`. Each operation opens the read section that it
/// needs; a value is reachable only inside a closure, and so only inside a section. Around several operations that must
/// see the same nodes, open a section with `Flavor.read`.
///
/// **Threads.** Every thread that calls a method is registered with `Flavor` (``BP`` and `RCU` do it themselves). Under
/// ``QSBR`` it is online, and keeps reporting quiescent states.
///
/// **Values** do not change in the table: replace them, or give them state of their own. A removed value is destroyed
/// by another thread, after a grace period of `Flavor`; `Flavor.reclamationBarrier()` waits for that.
///
/// **The last reference** may be dropped anywhere, inside a read section too: the table is taken apart by a thread of
/// the library.
///
/// Hash codes come from `Hasher`, which Swift seeds anew in each process, so nobody outside can choose keys that
/// collide.
///
/// Source: liburcu, `urcu/rculfhash.h`.
public final class LockFreeHashTable<
    Key: Hashable & Sendable,
    Value: ~Copyable & Sendable,
    Flavor: LibURCUFlavor
> {
    /// When the number of buckets follows the number of nodes.
    public enum Resizing: Sendable {
        /// A thread of liburcu grows and shrinks the table by itself.
        case automatic
        /// Only ``LockFreeHashTable/resize(toBuckets:)`` does.
        case manual
    }

    @usableFromInline typealias Operations = HashTableOperationsOf<Key, Value>
    @usableFromInline typealias Layout = Operations.Layout

    @usableFromInline let table: OpaquePointer

    /// Makes an empty table. Numbers of buckets are rounded up to powers of two. Takes locks for a moment.
    ///
    /// - Parameters:
    ///   - initialBuckets: how many it starts with.
    ///   - minimumBuckets: how many it keeps when it shrinks.
    ///   - maximumBuckets: how many it never exceeds; `nil` for no limit.
    ///   - resizing: whether it grows and shrinks by itself.
    public init(
        initialBuckets: Int = 64,
        minimumBuckets: Int = 1,
        maximumBuckets: Int? = nil,
        resizing: Resizing = .automatic
    ) {
        let flags: Int
        switch resizing {
        case .automatic: flags = CDS_LFHT_AUTO_RESIZE | CDS_LFHT_ACCOUNTING
        case .manual: flags = 0
        }
        let table = cds_lfht_new_flavor(
            Self.powerOfTwo(initialBuckets),
            Self.powerOfTwo(minimumBuckets),
            maximumBuckets.map(Self.powerOfTwo) ?? 0,
            CInt(flags),
            Flavor.flavorStruct,
            nil
        )
        guard let table else { fatalError("liburcu could not make a hash table") }
        self.table = table
    }

    /// Hands the table to the library's thread, which destroys the values after a grace period. Does not block.
    deinit {
        HashTableTeardown(table: table, flavor: Flavor.self).queue()
    }

    static func powerOfTwo(_ buckets: Int) -> UInt {
        require(buckets > 0 && buckets <= 1 << 62, "a hash table cannot have \(buckets) buckets")
        return UInt(bitPattern: 1 << (Int.bitWidth - (buckets - 1).leadingZeroBitCount))
    }
}

// liburcu's table is made for concurrent use; the pointer to it never changes. Keys and values are Sendable.
extension LockFreeHashTable: @unchecked Sendable where Value: ~Copyable {}
