public import Synchronization

/// A set of workers of a ``WorkerGroup`` that changes while it is read: its online ones, or its active ones.
///
/// What is found in the mask inside an RCU read section stays usable until the section ends, though the bit may be cleared meanwhile:
/// the one who clears it waits for a grace period before anything of the worker is taken down. Outside a section an answer
/// may be out of date when it arrives.
///
/// - Never blocks. Contexts: any thread, signal handlers included.
/// - Ordering: a bit is set with release and read with acquire: a worker that is found in the mask is found initialised.
/// - Note: Source: seed 5, and the kernel's `cpu_online_mask` and `cpu_active_mask`.
public final class WorkerMask {
    /// Numbers of workers are less than this.
    public let capacity: Int
    @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt>>
    private let wordCount: Int

    init(capacity: Int) {
        self.capacity = capacity
        wordCount = (capacity + UInt.bitWidth - 1) / UInt.bitWidth
        words = .allocate(capacity: wordCount)
        for index in 0..<wordCount { (words + index).initialize(to: Atomic(0)) }
    }

    deinit { words.deallocate() }

    /// Whether `worker` is in the mask; false for a number that no worker has.
    @inlinable
    public func contains(_ worker: Int) -> Bool {
        guard worker >= 0, worker < capacity else { return false }
        let word = words[worker / UInt.bitWidth].load(ordering: .acquiring)
        return word & (1 << UInt(worker % UInt.bitWidth)) != 0
    }

    /// Calls `body` with each worker in the mask, ascending; each word of the mask is read once.
    public func forEach<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
        for index in 0..<wordCount {
            var word = words[index].load(ordering: .acquiring)
            while word != 0 {
                try body(index * UInt.bitWidth + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    /// The workers in the mask, ascending.
    public var workers: [Int] {
        var result: [Int] = []
        forEach { result.append($0) }
        return result
    }

    /// How many workers are in the mask.
    public var count: Int {
        (0..<wordCount).reduce(0) { $0 + words[$1].load(ordering: .relaxed).nonzeroBitCount }
    }

    /// Sequentially consistent rather than release: who sets a bit and then looks whether somebody waits for it must not see less.
    func insert(_ worker: Int) {
        words[worker / UInt.bitWidth].bitwiseOr(1 << UInt(worker % UInt.bitWidth), ordering: .sequentiallyConsistent)
    }

    /// The caller then waits for a grace period, whose heavy fence orders this store before the sections that it does not wait for.
    func remove(_ worker: Int) {
        words[worker / UInt.bitWidth].bitwiseAnd(
            ~(1 << UInt(worker % UInt.bitWidth)),
            ordering: .sequentiallyConsistent
        )
    }
}

// `words` is only an address; every access through it is atomic.
extension WorkerMask: @unchecked Sendable {}
