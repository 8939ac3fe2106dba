internal import AsymmetricFences
internal import Synchronization

extension RCU {
    /// Turns a thread that reads all the time into one long read section, interrupted where the thread says so.
    ///
    /// For event loops and workers that pass, again and again, through a point at which they hold no reference. Between two
    /// such points ``read(_:)`` costs nothing at all.
    ///
    ///     var reporter = RCU.QuiescentStateReporter()
    ///     while let job = reporter.whileOffline({ queue.wait() }) {
    ///         reporter.read { section in job.run(section) }
    ///         reporter.quiescentState()
    ///     }
    ///
    /// A thread that neither reports nor goes offline holds back every grace period. While it is online it may not wait for
    /// one (`synchronize` traps): it would wait for itself.
    ///
    /// The reporter belongs to the thread that made it. Its other uses trap on another thread; ``read(_:)`` does so in debug
    /// builds only. A thread has at most one.
    public struct QuiescentStateReporter: ~Copyable {
        @usableFromInline let record: ReaderRecord
        private let generation: UInt32

        /// Registers the calling thread and goes online. Traps inside a read section, or if the thread has a reporter.
        @available(*, noasync, message: "a task may change threads at each await")
        public init(file: StaticString = #fileID, line: UInt = #line) {
            RCU.registerThread()
            record = ReaderRecord.current
            generation = record.generation.pointee.load(ordering: .relaxed)
            require(
                record.reporter.pointee.load(ordering: .relaxed) == 0,
                "this thread has a quiescent-state reporter already"
            )
            require(!RCU.isInReadSection, "a quiescent-state reporter cannot begin inside a read section")
            record.reporter.pointee.store(1, ordering: .relaxed)
            record.noteLocation(file, line)
            record.report()
        }

        /// Goes offline for good. Traps inside a read section, which would end with it.
        deinit {
            requireNoInnerSection("a quiescent-state reporter cannot end inside a read section")
            record.reporter.pointee.store(0, ordering: .relaxed)
            record.close()
        }

        /// Runs `body` with no instruction spent on protection: the thread is inside its long section anyway.
        ///
        /// - Never blocks.
        @available(*, noasync, message: "a task may change threads at each await")
        @inlinable
        @inline(__always)
        public func read<Result: ~Copyable, Failure: Error>(
            _ body: (borrowing ReadSection) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            assert(record == ReaderRecord.current, "a quiescent-state reporter was used on another thread")
            return try body(ReadSection())
        }

        /// Says that the thread holds no reference from before. A handful of loads when no grace period has begun since.
        ///
        /// Exclusive access keeps it out of ``read(_:)``; inside an `RCU.read` it traps.
        @available(*, noasync, message: "a task may change threads at each await")
        public mutating func quiescentState() {
            requireNoInnerSection("a quiescent state cannot be reported inside a read section")
            let epoch = Epoch.current.pointee.load(ordering: .acquiring)
            if record.word.pointee.load(ordering: .relaxed) != epoch { record.report() }
        }

        /// Runs `body`, which may block or wait for a grace period, while the thread holds nobody back.
        ///
        /// Ordinary sections may be opened inside, and must be closed there; nothing from before may be used.
        @available(*, noasync, message: "a task may change threads at each await")
        public mutating func whileOffline<Result: ~Copyable, Failure: Error>(
            _ body: () throws(Failure) -> Result
        ) throws(Failure) -> Result {
            requireNoInnerSection("a thread cannot go offline inside a read section")
            record.close()
            defer {
                requireNoInnerSection("a section that was opened in whileOffline must be closed there")
                record.report()
            }
            return try body()
        }

        private func requireNoInnerSection(_ message: @autoclosure () -> String) {
            require(
                record == ReaderRecord.current && record.generation.pointee.load(ordering: .relaxed) == generation,
                "a quiescent-state reporter was used on another thread"
            )
            require(record.innerDepth.pointee == 0 && record.unpairedDepth.pointee == 0, message())
        }
    }
}

extension ReaderRecord {
    /// Ends the long section and begins the next, in one store.
    ///
    /// The epoch is loaded with acquire: a word that reaches a grace period's target has seen what was published before it.
    /// The fence before keeps the loads of the old section above the store, the one after keeps those of the new below it.
    func report() {
        AsymmetricFence.light()
        word.pointee.store(Epoch.current.pointee.load(ordering: .acquiring), ordering: .releasing)
        AsymmetricFence.light()
        if waiting.pointee.load(ordering: .relaxed) != 0 { wakeGracePeriod() }
    }
}
