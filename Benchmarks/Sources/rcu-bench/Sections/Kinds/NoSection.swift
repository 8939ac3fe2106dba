import ReadCopyUpdate

/// The load, which is an acquire in every kind and so never hoisted out of the loop.
struct NoSection: ~Copyable, MeasuredSection {
    private let pointer: RCUPointer<UInt64>

    init(_ target: SectionTarget) {
        pointer = target.pointer
    }

    @inline(__always)
    func read() -> UInt64 { pointer.loadedValue }
}
