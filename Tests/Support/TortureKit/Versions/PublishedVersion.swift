internal import Synchronization

/// The pointer that readers follow and updaters replace.
final class PublishedVersion: Sendable {
    // A number, because an atomic pointer is not Sendable; never 0.
    private let current: Atomic<UInt>

    /// Whoever may read keeps the slots mapped.
    let pool: VersionPool

    /// Publishes the pool's first slot.
    convenience init(in pool: VersionPool) {
        pool[0].bringToLife(serial: 0)
        self.init(in: pool, first: pool[0])
    }

    /// Publishes a slot of the pool that is alive.
    init(in pool: VersionPool, first: Version) {
        self.pool = pool
        current = Atomic(UInt(bitPattern: first.base))
    }

    /// For readers, inside a section.
    @inline(__always)
    func load() -> Version {
        Self.version(at: current.load(ordering: .acquiring))
    }

    /// Publishes `new` and hands over what was there: the caller's alone to bury.
    func exchange(_ new: Version) -> Version {
        Self.version(at: current.exchange(UInt(bitPattern: new.base), ordering: .acquiringAndReleasing))
    }

    @inline(__always)
    private static func version(at address: UInt) -> Version {
        Version(base: UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped)
    }
}
