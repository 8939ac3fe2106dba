internal import AsymmetricFences
internal import Synchronization

/// The retirer's side: from the public calls into the thread's queue.
enum Retirement {
    /// Puts it into the calling thread's queue. Returns whether the caller is to wait for the backlog to shrink.
    ///
    /// Never blocks. Registers the thread as a reader, with its first retirement.
    @inline(__always)
    static func add(_ retired: consuming Retired, cost: Int) -> Bool {
        let queue = queue
        let isUnusual = _slowPath(UInt(bitPattern: cost) > UInt(mostBytes))
        let isDue = queue.add(retired, cost: isUnusual ? limited(cost) : cost)
        return _slowPath(isDue) && attend(to: queue)
    }

    private static var queue: RetirementQueue {
        @inline(__always) get {
            // The unregistered record has none either.
            if let queue = RetirementQueue(at: ReaderRecord.current.queue.pointee) {
                return queue
            }
            return makeQueue()
        }
    }

    @inline(never)
    private static func makeQueue() -> RetirementQueue {
        RCU.registerThread()
        let record = ReaderRecord.current
        // A thread before this one may have left its own.
        if let queue = RetirementQueue(at: record.queue.pointee) { return queue }
        let queue = Reclaimer.shared.makeQueue()
        record.queue.pointee = queue.address
        return queue
    }

    /// Wakes the reclaimer, and adds up. Returns whether the caller is to wait.
    @inline(never)
    private static func attend(to queue: RetirementQueue) -> Bool {
        let reclaimer = Reclaimer.shared
        reclaimer.wake()
        guard queue.needsReport else { return false }
        return reclaimer.addUp(queue) && mayWait
    }

    /// Inside a read section the wait would be for the section itself, inside a destructor for the destructor, and inside a stall
    /// handler for the grace period that waits for the handler.
    private static var mayWait: Bool {
        !RCU.isInReadSection && ReaderRecord.current.reclaiming.pointee == 0 && !GracePeriods.isReporting
    }

    /// Blocks until the backlog is low. Out of line: the retirer's slow path.
    @inline(never)
    static func waitForReclamation() { Reclaimer.shared.backlog.wait() }

    /// Suspends until the backlog is low.
    @inline(never)
    static func waitForReclamation() async { await Reclaimer.shared.backlog.wait() }

    /// No value holds more. Sums of as many values as a process can hold stay within an `Int`.
    private static var mostBytes: Int { 1 << 40 }

    @inline(never)
    private static func limited(_ cost: Int) -> Int {
        require(cost >= 0, "the cost of a retirement is \(cost) bytes; expected 0 or more")
        return min(cost, mostBytes)
    }
}
