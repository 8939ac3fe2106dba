internal import Synchronization

extension RCU {
    /// Runs `body` inside a read section and returns what it returns.
    ///
    /// What `body` reaches through the section stays alive until `body` returns, whatever writers do meanwhile. Sections nest.
    /// `body` is synchronous, so a section cannot span an `await`.
    ///
    /// - Never blocks. No atomic read-modify-write, no fence, no allocation, save that a thread's first section registers
    ///   the thread (a few system calls).
    /// - Contexts: any thread, signal handlers and thread-exit destructors included.
    /// - Ordering: a version found in the section is found initialised; see `GracePeriods` for why it stays so.
    /// - Parameters:
    ///   - file: in debug builds, with `line`, what a report of a stalled grace period names.
    ///   - line: see `file`.
    ///   - body: keep it short: a section delays every writer that waits.
    @inlinable
    @inline(__always)
    public static func read<Result: ~Copyable, Failure: Error>(
        file: StaticString = #fileID,
        line: UInt = #line,
        _ body: (borrowing ReadSection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = SectionEntry.enter(file, line)
        defer { entry.leave() }
        return try body(ReadSection())
    }

    /// Whether the calling thread is inside a read section, or has a quiescent-state reporter that is online.
    public static var isInReadSection: Bool {
        let word = ReaderRecord.current.word.pointee.load(ordering: .relaxed)
        return word != 0 && word != ReaderRecord.unregisteredWord
    }

    /// Registers the calling thread now, so that its first section is as cheap as the others; otherwise harmless.
    ///
    /// For threads that must not make a system call later on. Traps when no memory is left for a record.
    public static func registerThread() {
        if ReaderRecord.current.word.pointee.load(ordering: .relaxed) == ReaderRecord.unregisteredWord {
            _ = ReaderRegistry.registerCurrentThread()
        }
    }
}
