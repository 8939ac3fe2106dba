import ReadCopyUpdate

/// Reads as a thread that reports quiescent states, so that a section costs nothing.
struct RCUQSBRReader: ~Copyable, ThroughputReader {
    private let pointer: RCUPointer<Canary>
    private var reporter = RCU.QuiescentStateReporter()

    init(_ scheme: RCUScheme) {
        pointer = scheme.pointer
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        reporter.read { section in
            let canary = section[pointer]
            SpinLoop.dwell(dwell)
            return canary.pointee.isIntact
        }
    }

    @inline(__always)
    mutating func quiescentState() {
        reporter.quiescentState()
    }
}
