internal import Synchronization
internal import TestThreads

/// Something that befalls the process, once, while shapes run.
public final class TortureFault: Sendable {
    private let gracePeriods: Int
    private let due: Double
    private let strike: @Sendable () -> Void
    /// The count of grace periods when it struck; -1 before.
    private let struckAt = Atomic<Int>(-1)

    /// - Parameters:
    ///   - afterGracePeriods: It strikes when a shape's updaters have waited for so many grace periods,
    ///   - afterSeconds: and so much time has passed since it was made.
    public init(afterGracePeriods: Int = 0, afterSeconds: Double = 0, _ strike: @escaping @Sendable () -> Void) {
        gracePeriods = afterGracePeriods
        due = monotonicSeconds() + afterSeconds
        self.strike = strike
    }

    /// Whether it has befallen.
    public var hasStruck: Bool { struckAt.load(ordering: .acquiring) >= 0 }

    /// Whether grace periods have ended since: a run goes on until then, or it has shown nothing.
    func isSettled(gracePeriods now: Int) -> Bool { hasStruck && now >= struckAt.load(ordering: .acquiring) + 5 }

    /// Asked by the coordinator of a run, again and again.
    func strikeIfDue(gracePeriods now: Int) {
        guard !hasStruck, now >= gracePeriods, monotonicSeconds() >= due else { return }
        strike()
        struckAt.store(now, ordering: .releasing)
    }
}
