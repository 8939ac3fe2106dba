internal import AsymmetricFences

extension EventCount {
    /// Blocks until `condition` holds, whose loads must be sequentially consistent; false if it does not at `deadline`.
    func block(until deadline: ContinuousClock.Instant? = nil, for condition: () -> Bool) -> Bool {
        while !condition() {
            var limit: Int64 = -1
            if let deadline {
                let left = ContinuousClock.now.duration(to: deadline)
                guard left > .zero else { return condition() }
                // An hour at a time: no overflow, and the loop looks again.
                let (seconds, attoseconds) = min(left, .seconds(3600)).components
                limit = seconds * 1_000_000_000 + attoseconds / 1_000_000_000 + 1
            }
            sleep(unless: condition, timeoutNanoseconds: limit)
        }
        return true
    }
}
