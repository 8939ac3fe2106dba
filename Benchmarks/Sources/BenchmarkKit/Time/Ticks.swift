public import CBenchmarkShims

/// The processor's timestamp counter: some nanoseconds to read, no call, the same on every processor.
public enum Ticks {
    @inline(__always)
    @inlinable
    public static var now: UInt64 { CBenchmarkShims_ticks() }

    /// The same, read when all before has been done and before anything after it begins.
    @inline(__always)
    @inlinable
    public static var orderedNow: UInt64 { CBenchmarkShims_ordered_ticks() }

    /// Measured once, against the monotonic clock, over 20 ms.
    public static let nanosecondsPerTick: Double = {
        let began = MonotonicTime.now
        let first = CBenchmarkShims_ticks()
        began.sleep(seconds: 0.02)
        let last = CBenchmarkShims_ticks()
        return began.elapsedSeconds * 1e9 / Double(last - first)
    }()

    /// Ticks in so many nanoseconds.
    public static func count(nanoseconds: Double) -> UInt64 {
        UInt64(nanoseconds / nanosecondsPerTick)
    }
}
