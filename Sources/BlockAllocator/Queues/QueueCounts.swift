/// What happened in a queue. Written under its lease.
///
/// The frequent case, a range found in the first block looked at, is not counted here: blocks count their ranges in the word that
/// they store anyway, and a walk's length is told only where it is not 1.
struct QueueCounts: ~Copyable {
    /// Ranges that were handed out by blocks that have left the list.
    let ranges = RelaxedCount()
    /// Walks that found nothing to look at.
    let emptyWalks = RelaxedCount()
    /// Blocks looked at in walks beyond the first of each.
    let furtherVisits = RelaxedCount()
    let longestWalk = RelaxedCount()
    /// Lives that began, and ended, with warm blocks.
    let warmBirths = RelaxedCount()
    let warmDeaths = RelaxedCount()
    /// How often another thread took the lease away.
    let revocations = RelaxedCount()
}
