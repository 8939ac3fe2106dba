import ReadCopyUpdate

/// A value that knows whether it was reclaimed. Kept in a pool that is never freed while readers run, so that a reader which should not
/// see it any more reads a poisoned word and not freed memory.
struct Canary: Sendable {
    static let alive: UInt64 = 0xA11C_E5A1_1CE5_A11C
    static let poison: UInt64 = 0xDEAD_DEAD_DEAD_DEAD

    var word = Canary.alive
    var complement = ~Canary.alive

    var isAlive: Bool { word == Self.alive && complement == ~Self.alive }

    static func box() -> RCUPointer<Canary> {
        RCUPointer(make())
    }

    private static func make() -> UnsafeMutablePointer<Canary> {
        let canary = UnsafeMutablePointer<Canary>.allocate(capacity: 1)
        canary.initialize(to: Canary())
        return canary
    }

    /// Publishes a new canary, waits for a grace period, and poisons and frees the old one.
    static func replace(in box: RCUPointer<Canary>) {
        let old = box.exchange(make())
        RCU.synchronize()
        if let old { reclaim(old) }
    }

    private static func reclaim(_ canary: UnsafeMutablePointer<Canary>) {
        canary.pointee.word = poison
        canary.pointee.complement = poison
        canary.deallocate()
    }

    /// Ends a test: true if the last canary was alive.
    static func dispose(_ box: RCUPointer<Canary>) -> Bool {
        guard let last = box.exchange(nil) else { return false }
        let alive = last.pointee.isAlive
        reclaim(last)
        return alive
    }
}
