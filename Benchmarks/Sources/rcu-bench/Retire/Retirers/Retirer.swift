/// One thread's way to retire, as a type, so that the loop is compiled for each.
protocol Retirer: ~Copyable, SendableMetatype {
    /// On the retiring thread.
    init(objectBytes: Int)
    /// Allocates an object and gives it up.
    func retireOne(_ shard: RetirementShard)
    /// Between batches.
    func quiescentState()
    /// Returns when all that the joined threads retired is destroyed.
    static func barrier()
    /// Opens a section that holds back destruction, and closes it after `body`.
    static func hold(_ body: () -> Void)
}
