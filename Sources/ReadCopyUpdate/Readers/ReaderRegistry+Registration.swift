internal import CMembarrier
internal import Glibc
internal import Synchronization

extension ReaderRegistry {
    /// Makes the calling thread a reader and returns its record. Out of line: the read side's slow path.
    ///
    /// Seed 5's order: everything that serves the thread is in place before its id is published, last of all. The full
    /// fence after that pairs with the one before a sender collects the ids: either the sender finds this thread, or the
    /// thread's next loads find what the sender published.
    ///
    /// Signals are blocked meanwhile: a handler that reads must not find the registration half done.
    @usableFromInline
    @inline(never)
    static func registerCurrentThread() -> ReaderRecord {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        // A handler may have struck between the caller's look at its record and the mask, and registered the thread.
        let existing = ReaderRecord.current
        if existing.word.pointee.load(ordering: .relaxed) != ReaderRecord.unregisteredWord { return existing }

        cmembarrier_set_thread_exit_hook { ReaderRegistry.unregister(ReaderRecord($0)) }
        cmembarrier_set_fork_hooks(Int32(cmembarrier_fork_readers), {}, { ReaderRegistry.resetAfterFork() })
        let record = claim()
        // Without the exit callback (no memory) the record is taken back when records run short.
        _ = cmembarrier_arm_thread_exit(record.base.assumingMemoryBound(to: cmembarrier_record.self))
        cmembarrier_set_current_record(record.base.assumingMemoryBound(to: cmembarrier_record.self))
        record.thread.pointee.store(cmembarrier_gettid(), ordering: .releasing)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return record
    }

    /// At thread exit. A later destructor of the same thread may read again: it registers again, and this runs again.
    private static func unregister(_ record: ReaderRecord) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        // A thread may end online, or between readLock() and readUnlock(): it uses nothing any more.
        record.close()
        cmembarrier_set_current_record(cmembarrier_get_unregistered_record())
        release(record)
    }

    /// In the child of a fork only the forking thread goes on, with its record and any section it is in.
    private static func resetAfterFork() {
        let own = ReaderRecord.current
        var ownClaims: UInt64 = 0
        forEach { record in
            if record == own {
                record.waiting.pointee.store(0, ordering: .relaxed)
                record.thread.pointee.store(cmembarrier_gettid(), ordering: .relaxed)
                ownClaims = 1
            } else if record.claimed.pointee.load(ordering: .relaxed) != 0 {
                record.word.pointee.store(0, ordering: .relaxed)
                record.waiting.pointee.store(0, ordering: .relaxed)
                // It may have been caught on its way out of a queue that had been taken from it.
                record.inLease.pointee.store(0, ordering: .relaxed)
                release(record)
            }
        }
        // Stored, because a thread may have been caught between its claim and its count.
        claims.pointee.store(ownClaims, ordering: .relaxed)
    }
}
