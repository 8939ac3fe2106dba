import BenchmarkKit

extension RetireRow {
    /// One row of several rounds of the same run: the median of the rates, the largest of the backlogs.
    static func combined(_ rounds: [RetireRow]) -> RetireRow? {
        guard var row = rounds.last else { return nil }
        row.retired = rounds.map(\.retired).median ?? row.retired
        row.objectsPerSecond = rounds.map(\.objectsPerSecond).median ?? row.objectsPerSecond
        row.elapsedSeconds = rounds.map(\.elapsedSeconds).median ?? row.elapsedSeconds
        row.peakBacklog = rounds.map(\.peakBacklog).max() ?? row.peakBacklog
        row.peakBacklogBytes = rounds.map(\.peakBacklogBytes).max() ?? row.peakBacklogBytes
        row.liveAtEnd = rounds.map(\.liveAtEnd).max() ?? row.liveAtEnd
        row.statisticsPeakBacklog = rounds.compactMap(\.statisticsPeakBacklog).max()
        row.statisticsPeakBacklogBytes = rounds.compactMap(\.statisticsPeakBacklogBytes).max()
        row.note = rounds.compactMap(\.note).first
        return row
    }

    /// Fills in the ratio to liburcu-memb's `call_rcu` with as many threads, where that is among the rows.
    static func compared(_ rows: [RetireRow]) -> [RetireRow] {
        rows.map { row in
            var row = row
            let base = rows.first {
                $0.implementation == .liburcuMemb && $0.form == .callRCU && $0.threads == row.threads
            }
            row.versusCallRCU = base.map { row.objectsPerSecond / $0.objectsPerSecond }
            return row
        }
    }
}
