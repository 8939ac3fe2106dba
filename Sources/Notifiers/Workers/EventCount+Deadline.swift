internal import AsymmetricFences

extension EventCount {
    /// Blocks until `condition` holds, whose loads must be sequentially consistent; false if it does not at `deadline`.
    func block(until deadline: ContinuousClock.Instant? = nil, for condition: () -> Bool) -> Bool {
        while !condition() {
            var limit: Int64 = -1
            if let deadline {
                limit = Self.nanoseconds(until: deadline)
                guard limit > 0 else { return condition() }
            }
            sleep(unless: condition, timeoutNanoseconds: limit)
        }
        return true
    }

    /// What is left of the time, rounded up; zero when it is over. An hour at most: nothing overflows, and who waits looks again.
    static func nanoseconds(until deadline: ContinuousClock.Instant) -> Int64 {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = min(left, .seconds(3600)).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000 + 1
    }
}
