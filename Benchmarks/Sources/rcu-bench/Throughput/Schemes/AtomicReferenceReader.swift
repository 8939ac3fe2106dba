import Atomics

/// Reads through a strong reference of its own: two atomic read-modify-writes a turn, at least.
struct AtomicReferenceReader: ~Copyable, ThroughputReader {
    private let reference: ManagedAtomic<CountedCanary>

    init(_ scheme: AtomicReferenceScheme) {
        reference = scheme.reference
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        let canary = reference.load(ordering: .acquiring)
        return canary.isIntact(afterDwelling: dwell)
    }
}
