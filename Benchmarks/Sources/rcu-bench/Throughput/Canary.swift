/// The value that readers read: two words that fit together as long as nobody has reclaimed it.
struct Canary: Sendable {
    private var word: UInt64
    private var complement: UInt64

    static let alive: UInt64 = 0x5EED_0001_C0FF_EE11
    static let poison: UInt64 = 0xDEAD_BEEF_DEAD_BEEF

    static func allocate() -> UnsafeMutablePointer<Canary> {
        let canary = UnsafeMutablePointer<Canary>.allocate(capacity: 1)
        canary.initialize(to: Canary(word: alive, complement: ~alive))
        return canary
    }

    /// False once either word is poisoned or overwritten by the allocator.
    @inline(__always)
    var isIntact: Bool { word ^ complement == .max }

    /// Makes every later reader notice.
    mutating func kill() {
        word = Self.poison
        complement = Self.poison
    }
}
