/// SplitMix64 from a fixed seed: every run makes the same requests.
struct FixedGenerator {
    private var state: UInt64 = 0x7663_6F72_6573_6570

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of pages from 1 to 64, all equally likely.
    mutating func nextSize() -> Int {
        1 + Int(next() >> 58)
    }
}
