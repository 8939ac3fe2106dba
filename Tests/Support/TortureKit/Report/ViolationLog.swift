internal import Synchronization

/// Counts violations by kind. Async-signal-safe: readers in signal handlers record too.
final class ViolationLog: Sendable {
    // Fixed fields: an array would be one more thing to get wrong in a signal handler.
    private let poisoned = Atomic<Int>(0)
    private let recycled = Atomic<Int>(0)
    private let aged = Atomic<Int>(0)
    private let unpublished = Atomic<Int>(0)
    private let sectionLost = Atomic<Int>(0)
    private let leaked = Atomic<Int>(0)
    private let stalled = Atomic<Int>(0)
    private let any = Atomic<Bool>(false)

    @inline(never)
    func record(_ violation: Violation) {
        switch violation {
        case .poisoned: poisoned.wrappingAdd(1, ordering: .relaxed)
        case .recycled: recycled.wrappingAdd(1, ordering: .relaxed)
        case .aged: aged.wrappingAdd(1, ordering: .relaxed)
        case .unpublished: unpublished.wrappingAdd(1, ordering: .relaxed)
        case .sectionLost: sectionLost.wrappingAdd(1, ordering: .relaxed)
        case .leaked: leaked.wrappingAdd(1, ordering: .relaxed)
        case .stalled: stalled.wrappingAdd(1, ordering: .relaxed)
        }
        any.store(true, ordering: .relaxed)
    }

    var isEmpty: Bool { !any.load(ordering: .relaxed) }

    var counts: [Violation: Int] {
        let all: [Violation: Int] = [
            .poisoned: poisoned.load(ordering: .relaxed),
            .recycled: recycled.load(ordering: .relaxed),
            .aged: aged.load(ordering: .relaxed),
            .unpublished: unpublished.load(ordering: .relaxed),
            .sectionLost: sectionLost.load(ordering: .relaxed),
            .leaked: leaked.load(ordering: .relaxed),
            .stalled: stalled.load(ordering: .relaxed),
        ]
        return all.filter { $0.value > 0 }
    }
}
