internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import ReadCopyUpdate
internal import Synchronization

/// A worker's thread, from its start to its end; a worker that is brought up again gets another.
///
/// While it runs messages it is inside the long read section of a quiescent-state reporter, and reports after each. While it is
/// parked, and while it runs a step of the state machine, it has no reporter: it holds no grace period back, and a step may wait for one.
final class WorkerThread: @unchecked Sendable {
    enum Phase: UInt8, AtomicRepresentable {
        case starting
        case ready
        /// It could not be kept on its processor, and has ended.
        case refused
        /// Nobody waits for it any more.
        case abandoned
        case ended
    }

    let number: Int
    let mailbox: Mailbox
    let edges: WaitEdges
    private let processor: Int?
    private let reports: Bool
    /// Only for tests: what the thread does before it says that it is there.
    private let beforeReport: (@Sendable (Int) -> Void)?

    private let phase = Atomic<Phase>(.starting)
    private let phases = EventCount()
    private let pinningFailure = Atomic<Int32>(0)
    /// The control thread's.
    private var handle = pthread_t()

    /// What follows is the thread's own.
    var pending = LetterChain()
    var reporter: RCU.QuiescentStateReporter?

    /// - Parameter reporting: whether messages that are left when the worker goes are reported undelivered rather than run.
    init(
        _ number: Int,
        mailbox: Mailbox,
        edges: WaitEdges,
        processor: Int?,
        reporting: Bool,
        beforeReport: (@Sendable (Int) -> Void)?
    ) {
        self.number = number
        self.mailbox = mailbox
        self.edges = edges
        self.processor = processor
        reports = reporting
        self.beforeReport = beforeReport
    }

    /// The worker that the calling thread is; nil on every other thread.
    static var current: WorkerThread? {
        cmembarrier_current_worker().map { Unmanaged<WorkerThread>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the messages that are left when the worker goes are reported undelivered rather than run.
    var reportsLeftovers: Bool { reports }

    // MARK: The control thread's side

    /// Starts the thread, and returns true when it is there. False: it was not at `deadline`; it ends as soon as it comes alive.
    func start(until deadline: ContinuousClock.Instant) throws(WorkerError) -> Bool {
        let context = Unmanaged.passRetained(self)
        var failure: CInt = 0
        SignalMask.whileBlockingProgramSignals(except: []) {
            failure = pthread_create(&handle, nil, Self.entry, context.toOpaque())
        }
        guard failure == 0 else {
            context.release()
            throw .cannotStartThread(worker: number, errno: failure)
        }
        let isThere = phases.block(until: deadline) { phase.load(ordering: .sequentiallyConsistent) != .starting }
        if !isThere, change(from: .starting, to: .abandoned) {
            pthread_detach(handle)
            return false
        }
        guard phase.load(ordering: .acquiring) == .refused else { return true }
        pthread_join(handle, nil)
        throw .cannotPin(
            worker: number,
            processor: processor ?? -1,
            errno: pinningFailure.load(ordering: .relaxed)
        )
    }

    /// Ends the thread behind the letters that it has, and waits for its end; false if it has not ended at `deadline`, and nobody waits for
    /// it then. The destructors of others' thread-local storage, which run when it is the worker's thread no longer, are waited
    /// for until `deadline` as well, and then left to themselves.
    func stop(until deadline: ContinuousClock.Instant) -> Bool {
        mailbox.pushOrder(Letter(.exit))
        guard phases.block(until: deadline, for: { phase.load(ordering: .sequentiallyConsistent) == .ended }) else {
            pthread_detach(handle)
            return false
        }
        let left = EventCount.nanoseconds(until: deadline)
        if cmembarrier_join_within(UInt(handle), left) != 0 { pthread_detach(handle) }
        return true
    }

    /// Runs `step` on the thread, behind the letters that it has; false if it has not returned at `deadline`.
    func perform(until deadline: ContinuousClock.Instant, _ step: @escaping @Sendable () -> Void) -> Bool {
        let completion = WorkerCompletion()
        mailbox.pushOrder(
            Letter(
                .step {
                    step()
                    completion.complete()
                }
            )
        )
        return completion.wait(until: deadline)
    }

    /// Lets the thread end by itself, whenever it gets there: it timed out, and nobody waits for it.
    func abandon(_ farewell: @escaping @Sendable () -> Void) {
        mailbox.pushOrder(Letter(.step(farewell)))
        mailbox.pushOrder(Letter(.exit))
        pthread_detach(handle)
    }

    // MARK: The thread's side

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        Unmanaged<WorkerThread>.fromOpaque(context).takeRetainedValue().run(context)
        return nil
    }

    private func run(_ context: UnsafeMutableRawPointer) {
        "worker \(number)".withCString { cmembarrier_name_this_thread($0) }
        beforeReport?(number)
        if let processor {
            let result = Self.pin(to: processor)
            if result < 0 {
                pinningFailure.store(-result, ordering: .relaxed)
                _ = change(from: .starting, to: .refused)
                return
            }
        }
        // Fails if nobody waits any more. From here on the thread belongs to the worker, so nothing of it was touched before.
        guard change(from: .starting, to: .ready) else { return }
        cmembarrier_set_current_worker(context)
        loop()
        cmembarrier_set_current_worker(nil)
        _ = change(from: .ready, to: .ended)
    }

    private func change(from old: Phase, to new: Phase) -> Bool {
        guard phase.compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent).exchanged else {
            return false
        }
        phases.wake()
        return true
    }

    /// Keeps the calling thread on one processor; 0 or a negative errno.
    static func pin(to processor: Int) -> Int32 { cmembarrier_pin_thread(0, Int32(clamping: processor)) }
}
