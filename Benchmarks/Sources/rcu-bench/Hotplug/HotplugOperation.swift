/// What `hotplug` times, by the names of the command line.
enum HotplugOperation: String, Sendable, CaseIterable {
    /// One worker, from offline to online and active, beside those that are.
    case bringUp = "bring-up"
    /// A thread of one's own, until it says that it is there.
    case pthreadCreate = "pthread create"
    /// One worker, from active to offline, its thread joined.
    case tearDown = "tear-down"
    /// The same thread, told to end, until it is joined.
    case pthreadJoin = "pthread join"
    /// A message to a parked worker, until its answer has woken the sender.
    case roundTrip = "message round trip"
    /// The same with a Dispatch queue for a worker.
    case dispatchRoundTrip = "Dispatch round trip"
    /// The same with an event loop of SwiftNIO for a worker.
    case nioRoundTrip = "NIO round trip"
    /// The same with a thread for a worker and a semaphore for a mailbox: the kernel's part.
    case semaphoreRoundTrip = "semaphore round trip"
    /// A message to a worker that is awake, until its answer is seen by a sender that spins.
    case awakeRoundTrip = "message round trip awake"
    /// `run(on:)`, the worker parked and the caller blocked.
    case runAndWait = "run and wait"
    /// `await run(on:)`, from one task.
    case runAndAwait = "run and await"
    /// A broadcast, until all workers have run it.
    case broadcast
    /// The same for as many Dispatch queues.
    case dispatchBroadcast = "Dispatch broadcast"
    /// The same for as many event loops.
    case nioBroadcast = "NIO broadcast"
}
