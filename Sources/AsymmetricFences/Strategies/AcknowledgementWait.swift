internal import CMembarrier
internal import Glibc

/// One sender's wait for the threads it has signalled in one round.
struct AcknowledgementWait {
    let round: UInt64
    let signal: Int32
    private let process = getpid()
    private var pending: [Int32] = []

    init(round: UInt64, signal: Int32) {
        self.round = round
        self.signal = signal
    }

    /// Sends the signal to the thread; one that has exited needs none.
    mutating func send(to thread: Int32) throws(StrategyFailure) {
        if try signal(thread) { pending.append(thread) }
    }

    private func signal(_ thread: Int32) throws(StrategyFailure) -> Bool {
        for _ in 0..<1000 {
            let result = cmembarrier_tgkill(process, thread, signal)
            switch -result {
            case 0: return true
            case ESRCH: return false
            // The user's limit of queued real-time signals: they drain as threads run.
            case EAGAIN: usleep(1000)
            case let error: throw StrategyFailure("tgkill of thread \(thread)", errno: error)
            }
        }
        throw StrategyFailure("tgkill of thread \(thread), for a second", errno: EAGAIN)
    }

    /// Returns when every signalled thread has executed the round's fence or has ceased to run.
    ///
    /// Waits as long as it takes: a thread that blocks the signal cannot be gone round. It is named on standard error
    /// after a second, and again each time the wait has doubled.
    mutating func untilAcknowledged() throws(StrategyFailure) {
        let spinLimit = 2000
        var spins = 0
        var waited: Int64 = 0
        var nextCheck: Int64 = 1_000_000
        var nextReport: Int64 = 1_000_000_000
        let start = Self.now()
        while true {
            pending.removeAll { AcknowledgementTable.hasAcknowledged(round, thread: $0) }
            guard let first = pending.first else { return }
            if spins < spinLimit {
                spins += 1
                cmembarrier_pause()
                continue
            }
            AcknowledgementTable.sleep(
                unless: { AcknowledgementTable.hasAcknowledged(round, thread: first) },
                atMost: 1_000_000
            )
            waited = Self.now() - start
            if waited >= nextCheck {
                nextCheck = waited * 2
                // It may have exited with the signal pending, be a zombie, or be the kernel's own worker.
                pending.removeAll { !ThreadList.runsUserCode($0) }
            }
            if waited >= nextReport {
                nextReport = waited * 2
                report(waited)
            }
        }
    }

    private func report(_ waited: Int64) {
        let names = pending.map { "\($0) (\(ThreadList.name(of: $0)))" }.joined(separator: ", ")
        let line =
            "swift-rcu: a heavy fence has waited \(waited / 1_000_000) ms for signal \(signal) to be taken by thread \(names)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
