import ReadCopyUpdate

/// The closure form.
struct ReadSectionKind: ~Copyable, MeasuredSection {
    private let pointer: RCUPointer<UInt64>

    init(_ target: SectionTarget) {
        pointer = target.pointer
        RCU.registerThread()
    }

    @inline(__always)
    func read() -> UInt64 {
        RCU.read { section in section[pointer].pointee }
    }
}
