internal import Synchronization

/// One slot of a ``VersionPool``, and the version of the protected data that lives there now.
///
/// The fields are atomics in memory that stays mapped and stays a version: a reader that a broken RCU lets down reads
/// poison, or a later version, and says so; it touches no freed memory.
struct Version: Equatable {
    static let stride = 256
    static let poison: UInt64 = 0xDEAD_BEEF_DEAD_BEEF

    let base: UnsafeMutableRawPointer

    /// What identifies this version: never 0 and never the poison while it lives.
    var canary: UnsafeMutablePointer<Atomic<UInt64>> {
        @inline(__always) get { base.assumingMemoryBound(to: Atomic<UInt64>.self) }
    }

    /// The canary's complement, stored after it: a reader that finds only half of them was shown a version too early.
    var echo: UnsafeMutablePointer<Atomic<UInt64>> {
        @inline(__always) get { (base + 8).assumingMemoryBound(to: Atomic<UInt64>.self) }
    }

    /// Stages of the ``VersionPipe`` that the version has passed since it was replaced.
    var stage: UnsafeMutablePointer<Atomic<Int>> {
        @inline(__always) get { (base + 16).assumingMemoryBound(to: Atomic<Int>.self) }
    }

    /// Makes the slot a live version, before it is published.
    func bringToLife(serial: UInt64, stage: Int = 0) {
        let name = serial << 1 | 1
        canary.pointee.store(name == Self.poison ? name ^ 2 : name, ordering: .relaxed)
        echo.pointee.store(~canary.pointee.load(ordering: .relaxed), ordering: .relaxed)
        self.stage.pointee.store(stage, ordering: .relaxed)
    }

    /// Ends the version, as freeing it would.
    func kill() {
        canary.pointee.store(Self.poison, ordering: .relaxed)
        echo.pointee.store(Self.poison, ordering: .relaxed)
    }
}

// An address; every access through it is atomic.
extension Version: @unchecked Sendable {}
