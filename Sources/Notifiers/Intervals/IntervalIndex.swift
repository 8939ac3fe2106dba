internal import AsymmetricFences

/// The open ranges of a registry, and the intervals that they may hit.
///
///     start:  under the lock: active += 1, and if an interval overlaps, sequence goes on to the next odd number
///             without it: each interval that overlaps is told, and given that number
///     end:    under the lock: active -= 1; the last one makes an odd sequence even, and applies what was deferred
///
/// **The tree does not change while the sequence is odd.** Starts that hit something walk it without the lock then: each made the sequence
/// odd, or found it so, before it left the lock, and it stays odd until its own end, which is later. A start that hits
/// nothing does not walk. So an insertion or removal that finds the sequence even finds no walker, and one that finds it odd is left
/// to the last end, when no start has a walk before its end.
///
/// **A reader** (`readBegin`) reads its interval's sequence under the lock, at a time when no range that overlaps the interval is open; until
/// then it waits, for those ranges and no others. So whoever hit the interval has ended, and a range that hits it later gives it
/// a number that was never given before. Who finds its sequence unchanged under the interval's lock knows that no range has come to
/// its callback since, and one that comes now finds what was installed.
///
/// **An insertion while the sequence is odd** goes to a second tree, where starts look under the lock, and into the first at the last end.
/// Ranges that had begun before it do not hit it, and hold its readers back like those that do.
// Unchecked for what the lock protects.
final class IntervalIndex: @unchecked Sendable {
    struct State: ~Copyable {
        /// Ranges that are open.
        var active = 0
        /// Odd from the start of a range that hits an interval until none is open any more: the number of the last that hit one. Grows only.
        var sequence: UInt64 = 2
        var tree = IntervalTree<Unmanaged<IntervalEntry>>()
        var arriving = IntervalTree<Unmanaged<IntervalEntry>>()
        var leaving: [IntervalEntry] = []
        var waiters: [ObjectIdentifier: WaitingReader] = [:]
        var firstOpen: OpenRange?

        var isInvalidating: Bool { sequence & 1 == 1 }
    }

    private let lock = FutexLock()
    private var state = State()

    func withLock<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }

    /// Ranges that are open and were announced.
    var openCount: Int { openRanges.count { $0.what != nil } }

    /// Who holds ranges open, the last to start first.
    var holders: [MemoryHolder] { openRanges.map(\.holder) }

    /// Those of them who hold readers of the addresses back. Where one stands for others that can be any: its end waits for a grace period,
    /// and that for all that had begun.
    func holders(of addresses: Range<UInt>) -> [MemoryHolder] {
        let open = openRanges
        guard open.allSatisfy({ $0.what != nil }) else { return open.map(\.holder) }
        return open.filter { $0.holdsBack(addresses) }.map(\.holder)
    }

    private var openRanges: [OpenRange] {
        withLock { state in
            var open: [OpenRange] = []
            var next = state.firstOpen
            while let range = next {
                open.append(range)
                next = range.next
            }
            return open
        }
    }
}
