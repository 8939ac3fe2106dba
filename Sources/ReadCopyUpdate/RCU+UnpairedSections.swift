public import AsymmetricFences
public import Synchronization

extension RCU {
    /// Opens a read section that ``readUnlock()`` closes, for callers whose section begins and ends in different functions,
    /// as C callbacks do; otherwise use ``read(file:line:_:)``, which cannot be left open and is cheaper.
    ///
    /// Nests, with closures too, as long as sections end in the reverse of the order in which they began. A report of a stalled
    /// grace period cannot tell where such a section was opened.
    @available(*, noasync, message: "a task may change threads at an await, and the section is the thread's")
    @inlinable
    public static func readLock() {
        let record = ReaderRecord.current
        if _slowPath(record.word.pointee.load(ordering: .relaxed) == ReaderRecord.unregisteredWord) {
            ReaderRegistry.registerCurrentThread().lockUnpaired()
        } else {
            record.lockUnpaired()
        }
    }

    /// Closes the section that the last ``readLock()`` of this thread opened. Traps if there is none.
    @available(*, noasync, message: "a task may change threads at an await, and the section is the thread's")
    @inlinable
    public static func readUnlock() {
        ReaderRecord.current.unlockUnpaired()
    }
}

extension ReaderRecord {
    /// A signal handler may lock and unlock between any two steps. `unpairedEntered` is set last: with it set and the depth
    /// still 0, the handler's unlock would take the section for its own and close it. The light fence keeps the compiler
    /// from exchanging the two.
    @inlinable
    @inline(__always)
    func lockUnpaired() {
        let opens = word.pointee.load(ordering: .relaxed) == 0
        if opens {
            noteNoLocation()
            open()
        }
        unpairedDepth.pointee += 1
        if opens {
            AsymmetricFence.light()
            unpairedEntered.pointee = 1
        }
    }

    /// The depth falls first: a handler in between may close the section in this call's stead, which has nothing left in it.
    @inlinable
    @inline(__always)
    func unlockUnpaired() {
        let depth = unpairedDepth.pointee
        if _slowPath(depth == 0) { trapUnbalanced() }
        unpairedDepth.pointee = depth - 1
        if depth == 1, unpairedEntered.pointee != 0 {
            unpairedEntered.pointee = 0
            close()
        }
    }

    /// Out of line, and fatalError, because `precondition` is silent in release builds.
    @usableFromInline
    @inline(never)
    func trapUnbalanced() -> Never {
        fatalError("RCU.readUnlock() without a readLock() on this thread")
    }
}
