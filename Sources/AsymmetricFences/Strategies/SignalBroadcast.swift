internal import CMembarrier
internal import Glibc
internal import Synchronization

/// A signal to each thread, whose handler executes a full fence and acknowledges.
///
/// Sound everywhere, since the fence is executed by the thread itself. Seed 5's rule is kept on both sides: the handler
/// is installed before the strategy is published, and a sender verifies so before each broadcast: a signal without a
/// handler would end the process.
///
/// Rounds are numbered in one sequence for all senders, and the signal carries nothing. The handler reads the latest
/// number, executes its fence, and writes the number into a table indexed by thread id:
///
///     sender:  (1) n = ++round   (2) tgkill   (3) until table[thread] >= n
///     handler: (4) r = round     (5) full fence   (6) table[own id] = r
///
/// A handler that runs because of (2), or of an earlier signal that (2) was merged into while that one was pending, runs
/// (4) after (1), so r >= n, and its fence (5) lies inside the sender's round. So an acknowledgement is true whoever sent the
/// signal, late ones and duplicates included, and no slot is ever handed out.
///
/// **Which signal.** Dispatch's worker threads, on which a Swift server's tasks run, block every real-time signal, but leave
/// `SIGSYS` and `SIGPROF` open. So these come first, where nobody else handles them, `SIGSYS` before the profilers' signal; a
/// `SIGSYS` that the kernel raises still has its default effect.
enum SignalBroadcast {
    enum Targets {
        /// Every thread of the process but the caller.
        case wholeProcess
        /// These, whether or not the caller is among them.
        case threads([Int32])
    }

    private static let chosenSignal = Atomic<Int32>(0)

    /// Chooses a free signal and installs the handler. Any number of threads may call it at once.
    static func prepare() throws(StrategyFailure) {
        try AcknowledgementTable.prepare()
        guard ThreadList.isAvailable else { throw StrategyFailure("/proc/self/task cannot be listed") }
        guard chosenSignal.load(ordering: .acquiring) == 0 else { return }
        let realTime = stride(from: cmembarrier_sigrtmax(), through: cmembarrier_sigrtmin(), by: -1)
        for candidate in [SIGSYS, SIGPROF] + realTime {
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
        throw StrategyFailure("SIGSYS, SIGPROF and every real-time signal are taken")
    }

    static func broadcast(to targets: Targets) throws(StrategyFailure) {
        let signal = chosenSignal.load(ordering: .acquiring)
        require(
            cmembarrier_handler_installed(signal, acknowledge) == 1,
            "the handler of signal \(signal), by which heavy fences are acknowledged, has been replaced"
        )
        let number = AcknowledgementTable.beginRound()
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

    /// Lists the threads until a listing shows none that is new and none that has exited.
    ///
    /// A thread born after the broadcast began needs no signal: its first instruction follows a context switch, a full
    /// barrier that lies between the beginning and the end. Threads are listed again because a listing is no snapshot: when
    /// the thread just listed exits, the kernel goes on by position in a list that has become shorter, and skips one. So a
    /// listing counts only if everyone in it is still there after it, and they are as many as there were before it: whoever
    /// was there before, and the broadcast must reach all of these, is then in the list.
    private static func reachWholeProcess(_ wait: inout AcknowledgementWait, except caller: pid_t)
        throws(StrategyFailure)
    {
        var reached: Set<Int32> = [caller]
        for _ in 0..<10_000 {
            let countBefore = try ThreadList.count()
            let listed = try ThreadList.read()
            let fresh = listed.filter { !reached.contains($0) }
            for thread in fresh {
                reached.insert(thread)
                try wait.send(to: thread)
            }
            try wait.untilAcknowledged()
            if fresh.isEmpty, listed.count >= countBefore, listed.allSatisfy(ThreadList.exists) { return }
        }
        throw StrategyFailure("threads came and went through 10,000 listings of them", isTransient: true)
    }

    /// The receiver's half. Async-signal-safe: atomics in static storage, a fence, a futex.
    private static let acknowledge: cmembarrier_handler = { signal, info, _ in
        AcknowledgementTable.acknowledge()
        if signal == SIGSYS, let info, cmembarrier_raised_by_kernel(info) != 0 {
            cmembarrier_take_default_action(signal)
        }
    }
}
