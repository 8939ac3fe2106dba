import ReadCopyUpdate

/// The box's own section.
struct BoxSection: ~Copyable, MeasuredSection {
    private let box: RCUBox<UInt64>

    init(_ target: SectionTarget) {
        box = target.box
        RCU.registerThread()
    }

    @inline(__always)
    func read() -> UInt64 {
        box.read { $0 }
    }
}
