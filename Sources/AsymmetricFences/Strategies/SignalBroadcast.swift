internal import CMembarrier
internal import Glibc
internal import Synchronization

/// A real-time signal to each thread, whose handler executes a full fence and acknowledges.
///
/// Sound everywhere, since the fence is executed by the thread itself. Seed 5's rule is kept on both sides: the handler
/// is installed before the strategy is published, and a sender verifies so before each broadcast: a signal without a
/// handler would end the process.
///
/// Acknowledgements need no slot to be handed out: a table indexed by thread id holds the latest round that each thread
/// has executed. Rounds are numbered in one sequence for all senders. A sender is content with any number not below its
/// own: that fence was executed for a round that began no earlier.
enum SignalBroadcast {
    enum Targets {
        /// Every thread of the process but the caller.
        case wholeProcess
        /// These, whether or not the caller is among them.
        case threads([pid_t])
    }

    private static let round = Atomic<UInt64>(0)
    private static let chosenSignal = Atomic<Int32>(0)

    /// Chooses a free real-time signal, from the top, and installs the handler. Any number of threads may call it at once.
    static func prepare() throws(StrategyFailure) {
        try AcknowledgementTable.prepare()
        guard ThreadList.isAvailable else { throw StrategyFailure("/proc/self/task cannot be listed") }
        guard chosenSignal.load(ordering: .acquiring) == 0 else { return }
        for candidate in stride(from: cmembarrier_sigrtmax(), through: cmembarrier_sigrtmin(), by: -1) {
            switch cmembarrier_handler_installed(candidate, acknowledge) {
            case 2:
                let refused = cmembarrier_install_handler(candidate, acknowledge)
                guard refused == 0 else { throw StrategyFailure("sigaction", errno: -refused) }
            case 1:
                break
            default:
                continue
            }
            chosenSignal.store(candidate, ordering: .releasing)
            return
        }
        throw StrategyFailure("every real-time signal is taken")
    }

    static func broadcast(to targets: Targets) throws(StrategyFailure) {
        let signal = chosenSignal.load(ordering: .acquiring)
        precondition(
            cmembarrier_handler_installed(signal, acknowledge) == 1,
            "the handler of real-time signal \(signal), by which heavy fences are acknowledged, has been replaced"
        )
        let number = round.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        let caller = cmembarrier_gettid()
        var wait = AcknowledgementWait(round: number, signal: signal)
        switch targets {
        case .threads(let threads):
            for thread in threads where thread != caller { try wait.send(to: thread) }
            try wait.untilAcknowledged()
        case .wholeProcess:
            try reachWholeProcess(&wait, except: caller)
        }
    }

    /// Lists the threads until a complete listing shows none that is new.
    ///
    /// A thread born after the broadcast began needs no signal: its first instruction follows a context switch, a full
    /// barrier that lies between the beginning and the end. Threads are listed again because a listing is no snapshot:
    /// one that exits while it is read can hide others. So the end is a listing that shows nobody new and at least as many
    /// threads as the process has after it.
    private static func reachWholeProcess(_ wait: inout AcknowledgementWait, except caller: pid_t)
        throws(StrategyFailure)
    {
        var reached: Set<pid_t> = [caller]
        for _ in 0..<10_000 {
            let listed = try ThreadList.read()
            let fresh = listed.filter { !reached.contains($0) }
            for thread in fresh {
                reached.insert(thread)
                try wait.send(to: thread)
            }
            try wait.untilAcknowledged()
            if fresh.isEmpty, try listed.count >= ThreadList.count() { return }
        }
        throw StrategyFailure("threads came and went through 10,000 listings of them")
    }

    /// The receiver's half. Async-signal-safe: a fence, a table in static storage, a futex.
    private static let acknowledge: cmembarrier_handler = { _, info, _ in
        guard let info else { return }
        let payload = cmembarrier_own_payload(info)
        guard payload != 0 else { return }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        AcknowledgementTable.acknowledge(payload)
    }
}
