/// One cell of the table: a fence in each thread.
struct OrderingCell: Sendable, Hashable {
    let left: FenceKind
    let right: FenceKind

    /// All nine, row by row.
    static let all = FenceKind.allCases.flatMap { left in
        FenceKind.allCases.map { OrderingCell(left: left, right: $0) }
    }

    var isOrdered: Bool { FenceKind.isOrdered(left, right) }

    /// The unordered cells that must show their outcome before a zero in this ordered cell means anything.
    ///
    /// They are this cell with a fence taken away: each membarrier made a mere barrier; where there is none, either
    /// full fence.
    var controls: [OrderingCell] {
        guard isOrdered else { return [] }
        if left == .fullFence, right == .fullFence {
            return [OrderingCell(left: .barrier, right: .fullFence), OrderingCell(left: .fullFence, right: .barrier)]
        }
        let weakened = { (kind: FenceKind) in kind == .membarrier ? FenceKind.barrier : kind }
        return [OrderingCell(left: weakened(left), right: weakened(right))]
    }
}
