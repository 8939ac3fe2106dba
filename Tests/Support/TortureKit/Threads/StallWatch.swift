/// Notices that a number has not changed for too long.
struct StallWatch {
    private let limit: Double
    private var last = Int.min
    private var since: Double

    init(limit: Double, now: Double) {
        self.limit = limit
        since = now
    }

    mutating func isStalled(progress: Int, now: Double) -> Bool {
        if progress != last {
            last = progress
            since = now
        }
        return now - since > limit
    }
}
