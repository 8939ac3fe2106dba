import ReadCopyUpdate

/// A section of a thread that reports quiescent states.
struct ReporterSection: ~Copyable, MeasuredSection {
    private let pointer: RCUPointer<UInt64>
    private let reporter = RCU.QuiescentStateReporter()

    init(_ target: SectionTarget) {
        pointer = target.pointer
    }

    @inline(__always)
    func read() -> UInt64 {
        reporter.read { section in section[pointer].pointee }
    }
}
