public import CMembarrier
internal import Glibc
public import Synchronization

/// Every reader record of the process, in chunks that are never freed, so that a scan needs no lock.
///
/// A record that a scan misses because it was claimed, or its chunk linked, too late is one whose first section the
/// argument in ``GracePeriods`` covers all the same: its word was stored after the heavy fence's point in that thread, so what
/// it then loads is the new version.
///
/// State lives in C statics, not in Swift globals: a first read may come from a signal handler, where a lazy
/// initialiser must not run.
@usableFromInline
enum ReaderRegistry {
    /// Records in a chunk of two pages, less the one whose place the link takes.
    static let recordsPerChunk = 63
    static let recordStride = 128

    private static var domain: UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(cmembarrier_get_domain())
    }

    private static var chunks: UnsafeMutablePointer<Atomic<UInt>> {
        (domain + 128).assumingMemoryBound(to: Atomic<UInt>.self)
    }

    /// Records that threads own now.
    static var claims: UnsafeMutablePointer<Atomic<UInt64>> {
        (domain + 136).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// The number of the last grace period that has ended.
    @inlinable
    static var completedGracePeriods: UnsafeMutablePointer<Atomic<UInt64>> {
        @inline(__always) get {
            (UnsafeMutableRawPointer(cmembarrier_get_domain()) + 256).assumingMemoryBound(to: Atomic<UInt64>.self)
        }
    }

    /// Calls `body` with each record, owned or not; one that is not has the word 0.
    static func forEach(_ body: (ReaderRecord) -> Void) {
        var chunk = UnsafeMutableRawPointer(bitPattern: chunks.pointee.load(ordering: .acquiring))
        while let base = chunk {
            for index in 1...recordsPerChunk { body(ReaderRecord(base + index * recordStride)) }
            chunk = UnsafeMutableRawPointer(bitPattern: base.load(as: UInt.self))
        }
    }

    /// Records that exist, owned or not.
    static var capacity: Int {
        var count = 0
        forEach { _ in count += 1 }
        return count
    }

    /// The threads that have published themselves: those that a signal may be sent to.
    static var threads: [pid_t] {
        var threads: [pid_t] = []
        forEach {
            let thread = $0.thread.pointee.load(ordering: .acquiring)
            if thread != 0 { threads.append(thread) }
        }
        return threads
    }

    /// A free record, made the caller's. Lock-free, and async-signal-safe.
    static func claim() -> ReaderRecord {
        while true {
            let newest = chunks.pointee.load(ordering: .acquiring)
            if let record = claimExisting() { return record }
            if releaseRecordsOfTheDead() { continue }
            if let record = grow(since: newest) { return record }
        }
    }

    private static func claimExisting() -> ReaderRecord? {
        var chunk = UnsafeMutableRawPointer(bitPattern: chunks.pointee.load(ordering: .acquiring))
        while let base = chunk {
            for index in 1...recordsPerChunk {
                let record = ReaderRecord(base + index * recordStride)
                if record.claimed.pointee.load(ordering: .relaxed) == 0,
                    record.claimed.pointee.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged
                {
                    claims.pointee.wrappingAdd(1, ordering: .relaxed)
                    return record
                }
            }
            chunk = UnsafeMutableRawPointer(bitPattern: base.load(as: UInt.self))
        }
        return nil
    }

    /// Gives a record back: nothing of its thread may follow.
    static func release(_ record: ReaderRecord) {
        record.unpairedDepth.pointee = 0
        record.unpairedEntered.pointee = 0
        record.reporter.pointee.store(0, ordering: .relaxed)
        record.innerDepth.pointee = 0
        record.reclaiming.pointee = 0
        RetirementQueue(at: record.queue.pointee)?.changeOwner()
        record.generation.pointee.wrappingAdd(1, ordering: .relaxed)
        record.thread.pointee.store(0, ordering: .releasing)
        claims.pointee.wrappingSubtract(1, ordering: .relaxed)
        record.claimed.pointee.store(0, ordering: .releasing)
    }

    /// Takes back the records of threads that ended without their exit callback, which runs a limited number of times: a
    /// destructor that reads after the last leaves a record behind.
    ///
    /// The owner is looked at twice, the second time with the record marked: only then can it not have changed hands meanwhile.
    @discardableResult
    static func releaseRecordsOfTheDead() -> Bool {
        var released = false
        forEach { record in
            guard record.ownerIsDead,
                record.claimed.pointee.compareExchange(expected: 1, desired: 2, ordering: .acquiring).exchanged
            else { return }
            if record.ownerIsDead {
                record.word.pointee.store(0, ordering: .releasing)
                record.wakeGracePeriod()
                release(record)
                released = true
            } else {
                // Fails if the owner has left in between: it has stored 0 already.
                _ = record.claimed.pointee.compareExchange(expected: 2, desired: 1, ordering: .releasing)
            }
        }
        return released
    }

    /// Links a new chunk of zeroed, and so free, records, its first one claimed for the caller. mmap, because malloc is not
    /// for signal handlers.
    ///
    /// Returns nil if another thread has linked one since the caller found all records taken: many that register at once
    /// need one chunk, not one each. Private but for tests.
    static func grow(since newest: UInt) -> ReaderRecord? {
        let byteCount = (recordsPerChunk + 1) * recordStride
        let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else {
            fatalError("no memory for \(byteCount) bytes of RCU reader records (errno \(errno))")
        }
        // Counted on from the chunk before, so that one which another overtook uses up none: tables by index are of limited size.
        let before = UnsafeMutableRawPointer(bitPattern: newest)
        let first = before.map { ReaderRecord($0 + recordStride).index + recordsPerChunk } ?? 0
        for place in 0..<recordsPerChunk {
            ReaderRecord(mapped + (place + 1) * recordStride).setIndex(first + place)
        }
        let record = ReaderRecord(mapped + recordStride)
        record.claimed.pointee.store(1, ordering: .relaxed)
        mapped.storeBytes(of: newest, as: UInt.self)
        let swap = chunks.pointee.compareExchange(
            expected: newest,
            desired: UInt(bitPattern: mapped),
            ordering: .acquiringAndReleasing
        )
        guard swap.exchanged else {
            munmap(mapped, byteCount)
            return nil
        }
        claims.pointee.wrappingAdd(1, ordering: .relaxed)
        return record
    }
}

extension ReaderRecord {
    /// Whether a thread has published itself here and has ended since.
    var ownerIsDead: Bool {
        let owner = thread.pointee.load(ordering: .acquiring)
        return owner != 0 && cmembarrier_tgkill(getpid(), owner, 0) == -ESRCH
    }
}
