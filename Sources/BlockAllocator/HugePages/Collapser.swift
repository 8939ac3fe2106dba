internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Synchronization

/// Asks the kernel for huge pages under ranges that have small ones: best effort, one request at a time, less often after failures.
///
/// No lock: the kernel copies up to 2 MiB and may compact memory first, and nobody should wait for that. Who comes while another
/// is at it gets ``CollapseOutcome/transient``.
final class Collapser: Sendable {
    /// A collapse that takes longer counts as a failure: memory is so fragmented that the kernel had to make room (tcmalloc's limit).
    static let slowNanoseconds: Int64 = 30_000_000
    /// The first pause after a failure; each further failure doubles it, up to the longest.
    static let shortestPause: Int64 = 100_000_000
    static let longestPause: Int64 = 60_000_000_000
    /// How often one request asks again after `EAGAIN`: what is in the way is often gone at once.
    static let attemptsPerRequest = 3

    /// The process that has a request under way, 0 for none. Not a flag, because a child forked during the parent's request would
    /// find it raised for ever.
    private let collapsing = Atomic<Int32>(0)
    /// The length of the last pause, 0 after a fast success, and when it ends. Only whoever holds `collapsing` touches them: its
    /// acquire and release order them, so they are relaxed.
    private let pause = Atomic<Int64>(0)
    private let pauseEnd = Atomic<Int64>(0)
    private let tally = CollapseTally()
    private let now: @Sendable () -> Int64

    /// - Parameter now: Nanoseconds of a clock that nobody sets; another one in tests.
    init(now: @escaping @Sendable () -> Int64 = Collapser.monotonicNanoseconds) {
        self.now = now
    }

    var counts: CollapseCounts { tally.counts }

    /// Blocks for the system call, and for no other thread. Call it under no lock.
    ///
    /// - Parameter bytes: Whole aligned units of 2 MiB; anything else traps.
    func collapse(_ bytes: UnsafeMutableRawBufferPointer) -> CollapseOutcome {
        let start = UInt(bitPattern: bytes.baseAddress)
        require(
            start % UInt(PageSize.hugeBytes) == 0 && bytes.count % PageSize.hugeBytes == 0 && !bytes.isEmpty,
            "cannot collapse \(bytes.count) bytes at 0x\(String(start, radix: 16)): expected whole aligned units of 2 MiB"
        )
        guard begin() else {
            tally.contended.wrappingAdd(1, ordering: .relaxed)
            return .transient
        }
        // Publishes the pause to the next one's acquire.
        defer { collapsing.store(0, ordering: .releasing) }
        let began = now()
        let left = pauseEnd.load(ordering: .relaxed) - began
        guard pause.load(ordering: .relaxed) == 0 || left <= 0 else {
            return counted(.backingOff(nanoseconds: left))
        }
        let outcome = advise(bytes)
        let ended = now()
        adjustPause(after: outcome, took: ended - began, ended: ended)
        return counted(outcome)
    }

    private func begin() -> Bool {
        let process = getpid()
        let holder = collapsing.load(ordering: .relaxed)
        guard holder != process else { return false }
        // The parent's request, if any, is not ours to wait for. Acquiring: sees the pause that the last holder left.
        return collapsing.compareExchange(expected: holder, desired: process, ordering: .acquiring).exchanged
    }

    private func advise(_ bytes: UnsafeMutableRawBufferPointer) -> CollapseOutcome {
        var outcome = CollapseOutcome.transient
        for _ in 0..<Self.attemptsPerRequest where outcome == .transient {
            tally.attempts.wrappingAdd(1, ordering: .relaxed)
            let result = madvise(bytes.baseAddress, bytes.count, CInt(cmembarrier_madv_collapse))
            outcome = CollapseOutcome(errno: result == 0 ? 0 : errno)
        }
        return outcome
    }

    private func adjustPause(after outcome: CollapseOutcome, took: Int64, ended: Int64) {
        let isSlow = took > Self.slowNanoseconds
        if isSlow { tally.slow.wrappingAdd(1, ordering: .relaxed) }
        switch outcome {
        case .collapsed where !isSlow:
            pause.store(0, ordering: .relaxed)
        case .never where !isSlow:
            // Tells about the range and nothing about memory: other ranges need not wait.
            break
        default:
            let last = pause.load(ordering: .relaxed)
            let next = last == 0 ? Self.shortestPause : min(last * 2, Self.longestPause)
            pause.store(next, ordering: .relaxed)
            pauseEnd.store(ended + next, ordering: .relaxed)
        }
    }

    private func counted(_ outcome: CollapseOutcome) -> CollapseOutcome {
        tally.count(outcome)
        return outcome
    }

    @Sendable static func monotonicNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
