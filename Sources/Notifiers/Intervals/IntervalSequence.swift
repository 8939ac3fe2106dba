/// What an ``IntervalSubscription`` had seen when a reader began, to be compared before it installs what it found.
public struct IntervalSequence: Hashable, Sendable {
    let value: UInt64
}
