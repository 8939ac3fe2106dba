/// All threads' counts of one run, and the largest backlog that was seen between them.
final class RetirementLedger: Sendable {
    let shards: [RetirementShard]

    init(threads: Int) {
        shards = (0..<threads).map { _ in RetirementShard() }
    }

    var retired: Int { shards.reduce(0) { $0 + $1.retired } }

    var destroyed: Int { shards.reduce(0) { $0 + $1.destroyed } }

    /// What is retired and not destroyed. Exact where nobody retires; meanwhile it may be too much by what was retired during
    /// the look.
    var backlog: Int {
        let destroyed = destroyed
        return retired - destroyed
    }
}
