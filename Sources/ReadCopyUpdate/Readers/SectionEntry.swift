public import AsymmetricFences
public import Synchronization

/// How a section was entered: the record, and whether the section is the thread's outermost.
///
/// That it is outermost is a local of the section, not a count in memory: a count would put a load that must wait for the
/// previous section's store at the head of each section. Sections inside another are counted, for the quiescent-state
/// reporter, which must not end the long section around them.
@usableFromInline
@frozen
struct SectionEntry {
    @usableFromInline let record: ReaderRecord
    @usableFromInline let isOutermost: Bool

    @inlinable
    @inline(__always)
    init(record: ReaderRecord, isOutermost: Bool) {
        self.record = record
        self.isOutermost = isOutermost
    }

    /// Steps (a) to (c) of the argument in ``GracePeriods``.
    ///
    /// A signal handler may run a whole section between any two steps: it finds the word 0 and leaves it 0, or finds it set and
    /// leaves it alone. An epoch that has grown stale meanwhile only makes a grace period wait longer.
    @inlinable
    @inline(__always)
    static func enter(_ file: StaticString, _ line: UInt) -> SectionEntry {
        let record = ReaderRecord.current
        let word = record.word.pointee.load(ordering: .relaxed)
        if _fastPath(word == 0) {
            record.noteLocation(file, line)
            record.open()
            return SectionEntry(record: record, isOutermost: true)
        }
        if _slowPath(word == ReaderRecord.unregisteredWord) {
            let registered = ReaderRegistry.registerCurrentThread()
            registered.noteLocation(file, line)
            registered.open()
            return SectionEntry(record: registered, isOutermost: true)
        }
        record.innerDepth.pointee &+= 1
        return SectionEntry(record: record, isOutermost: false)
    }

    /// Step (f), and the reader's half of the wake-up.
    @inlinable
    @inline(__always)
    func leave() {
        if _fastPath(isOutermost) {
            record.close()
        } else {
            record.innerDepth.pointee &-= 1
        }
    }
}

extension ReaderRecord {
    /// Keeps where the outermost section was opened, for reports, in debug builds; in release builds it is not there.
    @inlinable
    @inline(__always)
    func noteLocation(_ file: StaticString, _ line: UInt) {
        #if DEBUG
        self.file.pointee.store(UInt(bitPattern: file.utf8Start), ordering: .relaxed)
        self.line.pointee.store(UInt32(truncatingIfNeeded: line), ordering: .relaxed)
        #endif
    }

    /// Forgets where the section before was opened.
    @inlinable
    @inline(__always)
    func noteNoLocation() {
        #if DEBUG
        file.pointee.store(0, ordering: .relaxed)
        #endif
    }

    @inlinable
    @inline(__always)
    func open() {
        word.pointee.store(Epoch.current.pointee.load(ordering: .relaxed), ordering: .releasing)
        AsymmetricFence.light()
    }

    @inlinable
    @inline(__always)
    func close() {
        AsymmetricFence.light()
        word.pointee.store(0, ordering: .releasing)
        AsymmetricFence.light()
        if _slowPath(waiting.pointee.load(ordering: .relaxed) != 0) { wakeGracePeriod() }
    }
}
