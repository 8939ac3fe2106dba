extension RCU {
    /// How often something took how long, by powers of two.
    public struct LatencyHistogram: Hashable, Sendable {
        static let bucketCount = 48

        /// How many took less than 1, 2, 4, … nanoseconds, and not less than the one before; the last holds the rest (from 39 hours).
        public internal(set) var counts: [UInt64]
        /// The longest of all.
        public internal(set) var longest: Duration

        static let empty = LatencyHistogram(counts: Array(repeating: 0, count: bucketCount), longest: .zero)

        /// How many there were.
        public var total: UInt64 { counts.reduce(0, &+) }

        /// The latency that `fraction` of all did not exceed, rounded up to a power of two of nanoseconds; nil if there were none.
        ///
        /// - Parameter fraction: from 0 to 1; traps otherwise.
        public func percentile(_ fraction: Double) -> Duration? {
            guard fraction >= 0, fraction <= 1 else { fatalError("the fraction is \(fraction); expected 0 to 1") }
            let total = total
            guard total > 0 else { return nil }
            let rank = max(1, (Double(total) * fraction).rounded(.up))
            var seen: UInt64 = 0
            for (bucket, count) in counts.enumerated() {
                seen += count
                if Double(seen) >= rank { return min(.nanoseconds(Int64(1) << bucket), longest) }
            }
            return longest
        }

        static func bucket(of nanoseconds: Int64) -> Int {
            min(bucketCount - 1, Int64.bitWidth - max(0, nanoseconds).leadingZeroBitCount)
        }
    }
}
