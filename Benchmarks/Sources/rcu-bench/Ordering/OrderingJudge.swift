/// Turns counts into verdicts: zero forbidden outcomes mean nothing unless the same harness showed them elsewhere.
struct OrderingJudge {
    /// How often an unordered cell must show its outcome, in the same run.
    static let witnessesNeeded = 100

    let counts: [LitmusShape: [OrderingCell: LitmusCount]]

    func row(_ shape: LitmusShape, _ cell: OrderingCell) -> OrderingRow {
        let count = counts[shape]?[cell] ?? LitmusCount()
        let (verdict, note) = cell.isOrdered ? judgeOrdered(shape, cell, count) : judgeUnordered(shape, count)
        return OrderingRow(
            left: cell.left,
            right: cell.right,
            expected: cell.isOrdered ? "O" : "X",
            runs: count.runs,
            forbiddenSeen: count.forbidden,
            verdict: verdict,
            shape: shape,
            note: note
        )
    }

    private func judgeOrdered(
        _ shape: LitmusShape,
        _ cell: OrderingCell,
        _ count: LitmusCount
    ) -> (OrderingVerdict, String?) {
        guard count.forbidden == 0 else { return (.fail, "the fences did not order the accesses") }
        for control in cell.controls {
            let witnesses = counts[shape.controlShape]?[control]?.forbidden ?? 0
            guard witnesses >= Self.witnessesNeeded else {
                let name = "\(shape.controlShape.rawValue) \(control.left.rawValue)/\(control.right.rawValue)"
                return (.fail, "control too weak: \(witnesses) of \(Self.witnessesNeeded) witnesses in \(name)")
            }
        }
        return (.pass, nil)
    }

    private func judgeUnordered(_ shape: LitmusShape, _ count: LitmusCount) -> (OrderingVerdict, String?) {
        if let obstacle = shape.obstacle {
            return count.forbidden == 0 ? (.pass, obstacle) : (.fail, "seen, and yet \(obstacle)")
        }
        guard count.forbidden >= Self.witnessesNeeded else {
            return (.fail, "shown only \(count.forbidden) times of \(Self.witnessesNeeded)")
        }
        return (.pass, nil)
    }
}
