import Glibc

/// A moment, in nanoseconds of a clock that nobody sets.
public struct MonotonicTime: Sendable {
    public let nanoseconds: UInt64

    public static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// Seconds from this moment until now.
    public var elapsedSeconds: Double {
        Double(Self.now.nanoseconds - nanoseconds) / 1e9
    }

    /// Sleeps until `seconds` after this moment, whatever signals arrive.
    public func sleep(seconds: Double) {
        let end = nanoseconds + UInt64(seconds * 1e9)
        var time = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
