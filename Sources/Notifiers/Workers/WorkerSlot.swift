internal import Synchronization

/// What a worker has while it is up.
///
/// `mailbox` and `thread` are used by whoever carries out an operation of the state machine, so by one thread at a time; senders go by
/// the address.
final class WorkerSlot: @unchecked Sendable {
    /// The address of `mailbox`, 0 while there is none.
    let address = Atomic<UInt>(0)
    var mailbox: Mailbox?
    var thread: WorkerThread?

    init() {}
}
