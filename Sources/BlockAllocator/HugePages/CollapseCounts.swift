/// How often an allocator asked for a collapse, and what came of it.
struct CollapseCounts: Hashable {
    /// System calls, the retries among them.
    var attempts = 0
    var collapsed = 0
    var noHugePage = 0
    var limit = 0
    var transient = 0
    var never = 0
    var refused = 0
    /// Requests that the back-off answered, without a system call.
    var heldBack = 0
    /// Requests that found another under way, likewise.
    var contended = 0
    /// Collapses, or failures, that took longer than ``Collapser/slowNanoseconds``.
    var slow = 0
}
