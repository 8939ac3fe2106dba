internal import AsymmetricFences
internal import CLiburcu
internal import Glibc
internal import Synchronization

/// A thread, started with the first callback, that runs liburcu callbacks in the order in which they were queued.
///
/// The queue is a stack of intrusive nodes that the thread takes whole and turns over: queueing is one
/// compare-exchange, allowed inside read sections, and leaves nothing half done for the child of a fork. Nothing bounds
/// the queue, as nothing bounds liburcu's: a queuer inside a read section could not be made to wait.
final class CallbackThread {
    private let name: StaticString
    /// What lies between taking a batch and running it.
    private let gracePeriod: @Sendable () -> Void
    /// The newest callback; the others through `next`.
    private let pending = Atomic<UnsafeMutablePointer<rcu_head>?>(nil)
    /// Counted before it is pushed, so that never more are finished than queued.
    private let queued = Atomic<UInt64>(0)
    private let finished = Atomic<UInt64>(0)
    private let isStarted = Atomic<Bool>(false)
    private let arrivals = EventCount()
    private let completions = EventCount()

    init(name: StaticString, gracePeriod: @escaping @Sendable () -> Void) {
        self.name = name
        self.gracePeriod = gracePeriod
    }

    /// Queues `callback(head)`. Never blocks; what the caller wrote before is visible to the callback.
    func enqueue(
        _ head: UnsafeMutablePointer<rcu_head>,
        _ callback: (@convention(c) (UnsafeMutablePointer<rcu_head>?) -> Void)?
    ) {
        head.pointee.func = callback
        queued.wrappingAdd(1, ordering: .sequentiallyConsistent)
        var newest = pending.load(ordering: .relaxed)
        while true {
            head.setNext(newest)
            let (isPushed, found) = pending.weakCompareExchange(
                expected: newest,
                desired: head,
                ordering: .sequentiallyConsistent
            )
            if isPushed { break }
            newest = found
        }
        startIfNeeded()
        arrivals.wake(1)
    }

    /// Waits until every callback queued before the call has run. Blocks; not from a callback.
    ///
    /// Callbacks run in the order in which they were pushed, so once as many have run as were counted by now, those
    /// that the caller knows of are among them.
    func barrier() {
        let target = queued.load(ordering: .sequentiallyConsistent)
        guard finished.load(ordering: .sequentiallyConsistent) < target else { return }
        startIfNeeded()
        while finished.load(ordering: .sequentiallyConsistent) < target {
            completions.sleep(unless: { finished.load(ordering: .sequentiallyConsistent) >= target })
        }
    }

    /// In the child of a fork, which has the queue but not the thread: the next use starts another.
    ///
    /// The batch that the parent's thread had taken stays the parent's: in the child it leaks.
    func resetAfterFork() {
        var count: UInt64 = 0
        var head = pending.load(ordering: .relaxed)
        while let current = head {
            count += 1
            head = current.next
        }
        queued.store(count, ordering: .relaxed)
        finished.store(0, ordering: .relaxed)
        arrivals.resetAfterFork()
        completions.resetAfterFork()
        isStarted.store(false, ordering: .sequentiallyConsistent)
    }

    private func startIfNeeded() {
        guard !isStarted.load(ordering: .relaxed) else { return }
        guard isStarted.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged
        else { return }
        CallbackThread.resetAtFork()
        ServiceThread.start(name: name, accepting: [Signal.signal]) { self.run() }
    }

    private func run() {
        while true {
            guard let newest = pending.exchange(nil, ordering: .sequentiallyConsistent) else {
                arrivals.sleep(unless: { pending.load(ordering: .sequentiallyConsistent) != nil })
                continue
            }
            gracePeriod()
            var count: UInt64 = 0
            var next: UnsafeMutablePointer<rcu_head>? = newest.reversed()
            while let head = next {
                next = head.next
                head.pointee.func(head)
                count += 1
            }
            finished.wrappingAdd(count, ordering: .sequentiallyConsistent)
            completions.wake()
        }
    }
}

// Everything stored is immutable or atomic; what an Atomic of a pointer lacks is a promise about the pointee, and a
// pushed head belongs to the queue.
extension CallbackThread: @unchecked Sendable {}
