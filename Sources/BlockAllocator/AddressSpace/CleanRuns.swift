/// Addresses with nothing behind them, in ascending order, adjacent ones joined.
struct CleanRuns {
    private(set) var runs: [BlockRun] = []

    var blockCount: Int { runs.reduce(0) { $0 + $1.count } }

    /// The lowest addresses that will do; what is left of their run stays.
    mutating func take(_ count: Int, alignedTo alignment: Int) -> Int? {
        for (position, run) in runs.enumerated() {
            let first = (run.first + alignment - 1) / alignment * alignment
            guard first + count <= run.end else { continue }
            let before = BlockRun(first: run.first, count: first - run.first)
            let after = BlockRun(first: first + count, count: run.end - first - count)
            runs.replaceSubrange(position...position, with: [before, after].filter { $0.count > 0 })
            return first
        }
        return nil
    }

    /// Takes the last run out, if that is where it ends, and says where it begins.
    mutating func takeLast(endingAt end: Int) -> Int? {
        guard let last = runs.last, last.end == end else { return nil }
        runs.removeLast()
        return last.first
    }

    mutating func put(_ run: BlockRun) {
        var run = run
        var position = runs.partitioned { $0.first >= run.first }
        if position < runs.count && runs[position].first == run.end {
            run.count += runs[position].count
            runs.remove(at: position)
        }
        if position > 0 && runs[position - 1].end == run.first {
            position -= 1
            run = BlockRun(first: runs[position].first, count: runs[position].count + run.count)
            runs.remove(at: position)
        }
        runs.insert(run, at: position)
    }
}

extension [BlockRun] {
    /// The first position that satisfies the predicate, given that all after it do.
    fileprivate func partitioned(_ belongsToSecond: (BlockRun) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
