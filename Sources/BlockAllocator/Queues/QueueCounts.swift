/// What happened in a queue. Written under its lease.
///
/// How many ranges were handed out is not counted here in the frequent case: blocks count them in the word that they store anyway.
@usableFromInline
struct QueueCounts: ~Copyable {
    /// Ranges that were handed out by blocks that have left the list.
    let ranges = RelaxedCount()
    /// Blocks that walks from the head look at, or would without ``FirstFits``.
    @usableFromInline
    let visits = RelaxedCount()
    @usableFromInline
    let longestWalk = RelaxedCount()
    /// Lives that began, and ended, with warm blocks.
    let warmBirths = RelaxedCount()
    let warmDeaths = RelaxedCount()
    /// How often another thread took the lease away.
    let revocations = RelaxedCount()

    @inlinable
    @inline(__always)
    borrowing func count(walk length: Int) {
        visits.add(length)
        longestWalk.raise(to: length)
    }
}
