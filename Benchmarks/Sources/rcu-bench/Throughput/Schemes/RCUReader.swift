import ReadCopyUpdate

/// Reads in ordinary read sections.
struct RCUReader: ~Copyable, ThroughputReader {
    private let pointer: RCUPointer<Canary>

    init(_ scheme: RCUScheme) {
        pointer = scheme.pointer
        RCU.registerThread()
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        RCU.read { section in
            let canary = section[pointer]
            SpinLoop.dwell(dwell)
            return canary.pointee.isIntact
        }
    }
}
