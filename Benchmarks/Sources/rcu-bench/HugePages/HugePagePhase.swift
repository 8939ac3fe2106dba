/// The five lines that seed 3's largepages3 prints, by its words, and a sixth whose order no prefetcher guesses.
enum HugePagePhase: String, Sendable, CaseIterable {
    /// The first touch of the memory.
    case memsetPageFault = "memset page fault"
    case memsetTLBMiss = "memset tlb miss"
    case memsetSecondTLBMiss = "memset second tlb miss"
    /// A store to each page, in order; the seed calls it random.
    case strideTLBMiss = "random access tlb miss"
    case strideSecondTLBMiss = "random access second tlb miss"
    /// Stores to places drawn at random.
    case reallyRandomAccess = "really random access"

    /// The seed's microseconds, for 3 GiB.
    func seedMicroseconds(_ policy: PagePolicy) -> Int? {
        let (huge, base): (Int, Int)
        switch self {
        case .memsetPageFault: (huge, base) = (1_566_642, 2_182_476)
        case .memsetTLBMiss: (huge, base) = (453_417, 460_305)
        case .memsetSecondTLBMiss: (huge, base) = (453_313, 460_179)
        case .strideTLBMiss: (huge, base) = (41_630, 44_483)
        case .strideSecondTLBMiss: (huge, base) = (41_647, 44_186)
        case .reallyRandomAccess: return nil
        }
        return policy == .huge ? huge : base
    }

    /// How many times faster huge pages made it.
    var seedRatio: Double? {
        guard let huge = seedMicroseconds(.huge), let base = seedMicroseconds(.base) else { return nil }
        return Double(base) / Double(huge)
    }
}
