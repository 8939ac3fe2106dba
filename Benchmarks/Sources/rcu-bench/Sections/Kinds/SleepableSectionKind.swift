import ReadCopyUpdate

/// A section of a domain whose sections may suspend, by its synchronous form.
struct SleepableSectionKind: ~Copyable, MeasuredSection {
    private let domain: SleepableRCU
    private let pointer: RCUPointer<UInt64>

    init(_ target: SectionTarget) {
        domain = target.sleepable
        pointer = target.pointer
    }

    @inline(__always)
    func read() -> UInt64 {
        domain.read { section in section[pointer].pointee }
    }
}
