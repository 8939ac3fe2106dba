import BenchmarkKit

extension VmapRow {
    /// One row of several rounds of the same run: the medians of times, and the counters of the worst verdict.
    static func combined(_ rounds: [VmapRow]) -> VmapRow? {
        let ran = rounds.filter { $0.note == nil }
        guard var row = ran.first(where: { $0.verdict == .fail }) ?? ran.last ?? rounds.last else { return nil }
        row.mapMeanNs = ran.compactMap(\.mapMeanNs).median
        row.unmapMeanNs = ran.compactMap(\.unmapMeanNs).median
        row.pairNs = ran.compactMap(\.pairNs).median
        row.pairsPerSecond = ran.compactMap(\.pairsPerSecond).median
        return row
    }

    /// Fills in what is cheaper than what, where the peers are among the rows.
    static func compared(_ rows: [VmapRow]) -> [VmapRow] {
        let mallocs = Set(PeerName.allCases.filter(\.isMalloc).map(\.rawValue))
        return rows.map { row in
            var row = row
            let others = rows.filter { $0.scenario == row.scenario }
            let cheapest = others.filter { mallocs.contains($0.policy) }.compactMap(\.pairNs).min()
            let mapping = others.first { $0.policy == PeerName.mmap.rawValue }?.pairNs
            row.versusCheapestMalloc = cheapest.flatMap { cheapest in row.pairNs.map { $0 / cheapest } }
            row.cheaperThanMmap = mapping.flatMap { mapping in row.pairNs.map { mapping / $0 } }
            return row
        }
    }
}
