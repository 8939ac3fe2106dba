import Synchronization

/// What one writes without a tree: intervals in an array under a mutex, all of which are looked at, and a count of open ranges.
final class IntervalListSubject: NotifierSubject {
    private struct State {
        var active = 0
        var intervals: [(addresses: Range<UInt>, callback: @Sendable (Range<UInt>) -> Void)]
    }

    private let counter = CallCounter()
    private let state: Mutex<State>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        let counter = counter
        state = Mutex(
            State(intervals: (0..<count).map { (IntervalField.addresses($0), { _ in counter.add() }) })
        )
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let before = counter.count
        let ticks = loop(calls) { call in
            let addresses = IntervalField.addresses(IntervalField.index(call, of: count))
            state.withLock { state in
                state.active &+= 1
                for interval in state.intervals where interval.addresses.overlaps(addresses) {
                    interval.callback(addresses)
                }
            }
            state.withLock { $0.active &-= 1 }
        }
        check(counter.count - before, calls)
        return ticks
    }
}
