import Notifiers

/// An interval subscription that an array can hold, with a state of its own.
final class HeldInterval: Sendable {
    let subscription: IntervalSubscription<Int>

    init(_ addresses: Range<UInt>, in notifiers: MemoryNotifiers, _ counter: CallCounter) throws(MemoryNotifierError) {
        subscription = try IntervalSubscription(addresses, in: notifiers, state: 0) { hits, _ in
            hits &+= 1
            counter.add()
        }
    }
}
