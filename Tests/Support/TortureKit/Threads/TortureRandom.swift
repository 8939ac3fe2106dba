/// A thread's own random numbers: xorshift64*, a few instructions, since it is drawn from between any two steps of a
/// test.
struct TortureRandom {
    private var state: UInt64

    init(seed: UInt64) {
        // Any state but 0 serves; the multiplication keeps neighbouring seeds apart.
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    @inline(__always)
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: limit)) >> 32)
    }

    @inline(__always)
    mutating func isOneIn(_ chances: Int) -> Bool { below(chances) == 0 }
}
