import Synchronization

/// A clock that goes forward when told to, and by a step at each look.
final class ManualClock: Sendable {
    private let time = Atomic<Int64>(0)
    private let step = Atomic<Int64>(0)

    var now: Int64 { time.wrappingAdd(step.load(ordering: .relaxed), ordering: .relaxed).newValue }

    func advance(milliseconds: Int64) { time.wrappingAdd(milliseconds * 1_000_000, ordering: .relaxed) }

    /// From now on so much passes before each look.
    func setStep(milliseconds: Int64) { step.store(milliseconds * 1_000_000, ordering: .relaxed) }
}
