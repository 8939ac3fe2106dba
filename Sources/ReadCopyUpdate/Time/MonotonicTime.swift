internal import CMembarrier
internal import Glibc

/// A moment on a clock that nobody sets, in nanoseconds. Cheaper than `ContinuousClock`, whose instants have 128 bits.
package struct MonotonicTime: Equatable, Sendable {
    package let nanoseconds: Int64

    package static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Nanoseconds from this moment until now.
    package var elapsed: Int64 { Self.now.nanoseconds - nanoseconds }
}

extension Duration {
    /// The duration in nanoseconds, the largest number of them where it is longer.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (whole, overflowOfSum) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || overflowOfSum ? (seconds < 0 ? .min : .max) : whole
    }
}
