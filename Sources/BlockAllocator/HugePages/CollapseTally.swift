internal import Synchronization

/// The counters behind ``CollapseCounts``. Relaxed: each is a sum of its own, and orders nothing.
struct CollapseTally: ~Copyable, Sendable {
    let attempts = Atomic<Int>(0)
    let collapsed = Atomic<Int>(0)
    let noHugePage = Atomic<Int>(0)
    let limit = Atomic<Int>(0)
    let transient = Atomic<Int>(0)
    let never = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let heldBack = Atomic<Int>(0)
    let contended = Atomic<Int>(0)
    let slow = Atomic<Int>(0)

    /// Counts what a system call answered in the end.
    func count(_ outcome: CollapseOutcome) {
        switch outcome {
        case .collapsed: collapsed.wrappingAdd(1, ordering: .relaxed)
        case .noHugePage: noHugePage.wrappingAdd(1, ordering: .relaxed)
        case .limit: limit.wrappingAdd(1, ordering: .relaxed)
        case .transient: transient.wrappingAdd(1, ordering: .relaxed)
        case .never: never.wrappingAdd(1, ordering: .relaxed)
        case .refused: refused.wrappingAdd(1, ordering: .relaxed)
        case .backingOff: heldBack.wrappingAdd(1, ordering: .relaxed)
        }
    }

    var counts: CollapseCounts {
        CollapseCounts(
            attempts: attempts.load(ordering: .relaxed),
            collapsed: collapsed.load(ordering: .relaxed),
            noHugePage: noHugePage.load(ordering: .relaxed),
            limit: limit.load(ordering: .relaxed),
            transient: transient.load(ordering: .relaxed),
            never: never.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed),
            heldBack: heldBack.load(ordering: .relaxed),
            contended: contended.load(ordering: .relaxed),
            slow: slow.load(ordering: .relaxed)
        )
    }
}
