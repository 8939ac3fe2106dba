import BenchmarkKit

extension ThroughputRow {
    /// One row of several rounds of the same scheme: the median of each figure by itself.
    static func median(of rounds: [ThroughputRow]) -> ThroughputRow? {
        guard var row = rounds.last, rounds.allSatisfy({ $0.reads != nil }) else { return rounds.last }
        row.reads = rounds.compactMap(\.reads).median
        row.writes = rounds.compactMap(\.writes).median
        row.nsPerRead = rounds.compactMap(\.nsPerRead).median
        row.writeP50Ns = rounds.compactMap(\.writeP50Ns).median
        row.writeP99Ns = rounds.compactMap(\.writeP99Ns).median
        row.elapsedSeconds = rounds.compactMap(\.elapsedSeconds).median
        return row
    }

    /// Fills in the seed's comparison, where the row whose readers issue full fences is among the rows.
    static func compared(_ rows: [ThroughputRow]) -> [ThroughputRow] {
        let base = rows.first { $0.scheme == .liburcuMB }?.reads ?? 0
        return rows.map { row in
            var row = row
            row.readsVersusMB = base > 0 ? row.reads.map { Double($0) / Double(base) } : nil
            return row
        }
    }
}
