import NIOConcurrencyHelpers

/// Reads with the box locked.
struct NIOLockReader: ~Copyable, ThroughputReader {
    private let box: NIOLockedValueBox<CanaryReference>

    init(_ scheme: NIOLockScheme) {
        box = scheme.box
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        box.withLockedValue { $0.address.isIntact(afterDwelling: dwell) }
    }
}
