internal import AsymmetricFences
internal import CMembarrier
internal import Synchronization

/// Says when a grace period has become too old, at its limit and then at each doubling of its age.
struct StallWatch {
    private let began: MonotonicTime
    private var next: Int64

    init(began: MonotonicTime, limit: Duration) {
        self.began = began
        next = limit.wholeNanoseconds
    }

    /// Nanoseconds until the next report is due; 0 or less when it is.
    var left: Int64 { next - began.elapsed }

    /// Notes that the due report is being made; returns the age.
    mutating func report() -> Duration {
        let age = began.elapsed
        while next <= age { next = next > .max / 2 ? .max : next * 2 }
        return .nanoseconds(age)
    }
}
