internal import AsymmetricFences
internal import Synchronization

/// A worker's mailbox: any thread puts letters in without a lock, one thread takes them out, all at once.
///
/// One word says everything: the address of the newest letter, whether the worker is parked, and whether senders are refused.
///
/// **Why no wake-up is lost, and few are made.** The worker parks by exchanging "empty" for "empty, parked": that fails if a letter has
/// come, and a letter that comes later finds the mark. A push takes the mark away with the very exchange that adds its letter, so of
/// all pushes since the worker parked exactly one finds it, and only that one wakes. A push that finds letters, or a worker that is
/// awake, makes no system call: the worker looks at the word before it parks.
///
///     worker: (1) word: empty → parked    (2) sleep, unless the mark is gone
///     sender: (3) word: parked → letter   (4) wake
///
/// (2) and (4) are `EventCount`'s: if (2) finds the mark, its sleeper is counted before (3), and (4) wakes it.
///
/// **Letters are found as they were written.** The exchange that adds one is a release, the one that takes is an acquire, and exchanges
/// of other senders in between continue the release sequence.
///
/// **Order.** Letters of one sender are taken in the order in which they were put in.
final class Mailbox: Sendable {
    /// Marks in the low bits of the word, which no letter's address uses: objects are aligned to 16 bytes.
    private static let parked: UInt = 1
    private static let closed: UInt = 2
    private static let marks: UInt = 3

    private let word = Atomic<UInt>(0)
    private let parking = EventCount()
    private let wakes = Atomic<Int>(0)

    init() {}

    deinit {
        _ = LetterChain(newest: word.load(ordering: .acquiring) & ~Self.marks)
    }

    /// System calls made to wake the worker.
    var wakeCount: Int { wakes.load(ordering: .relaxed) }

    /// Whether the worker sleeps, or is about to.
    var isParked: Bool { word.load(ordering: .relaxed) & Self.parked != 0 }

    /// Whether there is nothing to take out.
    var isEmpty: Bool { word.load(ordering: .relaxed) & ~Self.marks == 0 }

    /// Changes with every letter; only for tests.
    var stamp: UInt { word.load(ordering: .relaxed) }

    /// Whether ``close()`` was called.
    var isClosed: Bool { word.load(ordering: .relaxed) & Self.closed != 0 }

    /// Puts a letter in, and wakes the worker if it is parked. False, and nothing is put in, if the mailbox is closed.
    ///
    /// - Never blocks. Contexts: any thread that may allocate and that keeps the mailbox alive.
    func push(_ letter: Letter) -> Bool { push(letter, refusedBy: Self.closed) }

    /// As ``push(_:)``, for those who closed the mailbox: puts the letter in all the same.
    func pushOrder(_ letter: Letter) { _ = push(letter, refusedBy: 0) }

    private func push(_ letter: Letter, refusedBy refusal: UInt) -> Bool {
        let node = Unmanaged.passRetained(letter)
        var seen = word.load(ordering: .relaxed)
        while true {
            guard seen & refusal == 0 else {
                node.release()
                return false
            }
            letter.next = seen & ~Self.marks
            // Sequentially consistent for `EventCount`, as is the load in `park()`.
            let result = word.weakCompareExchange(
                expected: seen,
                desired: UInt(bitPattern: node.toOpaque()) | seen & Self.closed,
                ordering: .sequentiallyConsistent
            )
            if result.exchanged { break }
            seen = result.original
        }
        if seen & Self.parked != 0 {
            wakes.wrappingAdd(1, ordering: .relaxed)
            parking.wake(1)
        }
        return true
    }

    /// Takes out all letters. The worker's.
    func takeAll() -> LetterChain {
        // Nothing to take is the common case when the worker is about to park; a load does not take the line from the senders.
        guard word.load(ordering: .relaxed) & ~Self.marks != 0 else { return LetterChain() }
        return LetterChain(
            newest: word.bitwiseAnd(Self.closed, ordering: .acquiringAndReleasing).oldValue & ~Self.marks
        )
    }

    /// Refuses letters from now on, and takes out those that are left. The worker's.
    func close() -> LetterChain {
        word.bitwiseOr(Self.closed, ordering: .relaxed)
        return takeAll()
    }

    /// Accepts letters again.
    func reopen() {
        word.bitwiseAnd(~Self.closed, ordering: .relaxed)
    }

    /// Sleeps until a letter is there. The worker's.
    func park() {
        let seen = word.load(ordering: .relaxed)
        guard seen & ~Self.marks == 0,
            word.compareExchange(
                expected: seen,
                desired: seen | Self.parked,
                ordering: .sequentiallyConsistent
            ).exchanged
        else { return }
        while word.load(ordering: .sequentiallyConsistent) & Self.parked != 0 {
            parking.sleep(unless: { word.load(ordering: .sequentiallyConsistent) & Self.parked == 0 })
        }
    }
}
