public import Notifiers

extension BlockAllocator {
    /// How an allocator is laid out. Fixed when it is made.
    public struct Configuration: Sendable {
        /// Pages in a block: a power of two from 128 to 1024. 512 are one huge page of 2 MiB.
        public var blockPages = 512
        /// The address space reserved at the start, in bytes; it costs nothing until it is used. Rounded up to whole blocks.
        public var reservationBytes = 64 << 30
        /// Where a new block is put in its queue.
        public var insertion: Insertion = .tail
        /// Whether blocks are backed by huge pages.
        public var hugePages: HugePagePolicy = .advise
        /// How many bytes of dead blocks keep their memory before they are given back to the system.
        ///
        /// `nil` is the kernel's cap on lazily freed ranges: 32 MiB times one more than log2 of the processors.
        public var lazyLimitBytes: Int?
        /// Whether at least one page after each range faults when it is touched.
        ///
        /// The guard takes address space (a range of 2^n pages takes 2^(n+1)) and a system call for each range, about a microsecond.
        public var guardPages = false
        /// Whether memory that has been used before is zeroed when it is handed out again. New memory is zero in any case.
        public var zeroOnReuse = false
        /// Whether a range is filled with `0xdb` when it is freed, so that late readers notice. On in debug builds.
        public var poisonOnFree = Self.isDebugBuild

        /// Who is told before the allocator takes memory away, and after: at flush, purge, decommit, split, collapse, guarded release,
        /// and at the end. A range that is freed and handed out again is not announced, since its memory stays what it was.
        public var notifiers = MemoryNotifiers.process

        /// At most so many queues instead of one a processor. With one a test sees the same blocks on whatever processor it runs.
        var queueLimit: Int?

        /// The defaults.
        public init() {}

        private static var isDebugBuild: Bool {
            #if DEBUG
            true
            #else
            false
            #endif
        }
    }

    /// Where a new block is put in its queue.
    public enum Insertion: Sendable {
        /// At the end: the free space of older blocks is used up first, and a walk looks at 7 blocks at most.
        case tail
        /// At the front, as the kernel did before seed 2: certain sequences make new blocks for ever. To show the defect.
        case head
    }

    /// How long a range will stay, as far as its user knows.
    ///
    /// One range that stays keeps its whole block: ranges of different lifetimes never share one.
    @frozen
    public enum Lifetime: Sendable {
        /// Freed soon: a buffer of a request.
        case shortLived
        /// Kept: a cache, an arena.
        case longLived
    }
}
