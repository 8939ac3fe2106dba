extension PeerName {
    /// Pairs that mappings are timed for: a pair is a thousand times dearer than an allocator's.
    private static let mappingPairs = 20_000

    /// Measures the peer in this process. Each case names a concrete source, so that its loop is specialised.
    func measure(_ sequence: PageSequence, _ plan: VmapPlan) -> VmapMeasurement {
        switch self {
        case .glibc, .jemalloc, .mimalloc, .tcmalloc:
            VmapRun(sequence: sequence, plan: plan, isBounded: true) { MallocSource() }.measure()
        case .mmap:
            VmapRun(
                sequence: sequence.shortened(toPairs: Self.mappingPairs),
                plan: plan.timing(atMost: Self.mappingPairs),
                isBounded: true
            ) { MappingSource() }.measure()
        }
    }
}
