internal import AsymmetricFences
public import Synchronization

extension RCU {
    /// Opens a read section that ``readUnlock()`` closes, for callers whose section begins and ends in different functions,
    /// as C callbacks do; otherwise use ``read(_:)``, which cannot be left open and is cheaper.
    ///
    /// Nests, with closures too, as long as sections end in the reverse of the order in which they began.
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
    @inlinable
    public static func readUnlock() {
        ReaderRecord.current.unlockUnpaired()
    }
}

extension ReaderRecord {
    /// The depth changes while the word is set, so a signal handler that locks and unlocks in between finds a section
    /// around itself, whatever the depth.
    @inlinable
    @inline(__always)
    func lockUnpaired() {
        if word.pointee.load(ordering: .relaxed) == 0 {
            open()
            unpairedEntered.pointee = 1
        }
        unpairedDepth.pointee += 1
    }

    @inlinable
    @inline(__always)
    func unlockUnpaired() {
        let depth = unpairedDepth.pointee
        precondition(depth > 0, "RCU.readUnlock() without a readLock() on this thread")
        unpairedDepth.pointee = depth - 1
        if depth == 1, unpairedEntered.pointee != 0 {
            unpairedEntered.pointee = 0
            close()
        }
    }
}
