import BenchmarkKit

/// Time spent in the parts of pairs, in ticks, the clock's own cost taken off.
struct TickSplit: Sendable {
    private var map: UInt64 = 0
    private var touch: UInt64 = 0
    private var unmap: UInt64 = 0
    private var pairs: UInt64 = 0

    /// - Parameter touched: The same as `allocated` where nothing was touched.
    @inline(__always)
    mutating func add(began: UInt64, allocated: UInt64, touched: UInt64, ended: UInt64) {
        map &+= allocated &- began
        touch &+= touched &- allocated
        unmap &+= ended &- touched
        pairs &+= 1
    }

    /// The fractions of a pair that its two calls are.
    func shares(clockCost: Double) -> (map: Double, unmap: Double)? {
        // A part can come out as nothing where it is cheaper than the clock's own scatter.
        let parts = [map, touch, unmap].map { max(Double($0) - Double(pairs) * clockCost, 0) }
        let whole = parts.reduce(0, +)
        return whole > 0 ? (parts[0] / whole, parts[2] / whole) : nil
    }

    static func += (left: inout TickSplit, right: TickSplit) {
        left.map += right.map
        left.touch += right.touch
        left.unmap += right.unmap
        left.pairs += right.pairs
    }

    /// What one look at the clock costs, in ticks.
    static let clockCost: Double = {
        let looks = 10_001
        let differences = (0..<looks).map { _ in
            let first = Ticks.orderedNow
            return Ticks.orderedNow &- first
        }
        // Without the slowest tenth, which interrupts and page faults are in; the rest averaged, since the counter may
        // go up in steps.
        let usual = differences.sorted().prefix(looks * 9 / 10)
        return Double(usual.reduce(0, +)) / Double(usual.count)
    }()
}
