internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Notifiers

extension AllocatorCore {
    /// Gives the memory of all dead ranges back to the system, whole, and their addresses to the clean ones. One system call for
    /// adjacent ranges.
    ///
    /// For a thread that frees: it neither waits for another's flush, which sees to it, or the next death does, nor for subscribers.
    func giveBackDead() { whileFlushing(.nonBlocking, within: 0) { giveBackDead(&$0, atMost: .max, .nonBlocking) } }

    /// Runs `body` under the flush lock, and afterwards retires the metadata that it leaves.
    ///
    /// - Parameter nanoseconds: how long to wait for the lock at most, where `mode` sets a limit.
    /// - Returns: whether `body` has run.
    @discardableResult
    func whileFlushing(
        _ mode: AnnouncementMode,
        within nanoseconds: Int64 = AllocatorCore.longestWaitForFlush,
        _ body: (inout [UnsafeMutableRawPointer]) -> Void
    ) -> Bool {
        switch mode {
        case .blocking: flushLock.acquire()
        case .nonBlocking: guard flushLock.acquire(within: nanoseconds) else { return false }
        }
        var metadata: [UnsafeMutableRawPointer] = []
        body(&metadata)
        flushLock.release()
        metadata.forEach(Self.retire)
        return true
    }

    /// How long an allocation that finds nothing left waits for another thread's flush. Most last for microseconds; one that is held up by
    /// a subscriber may be held up by the caller.
    static let longestWaitForFlush: Int64 = 50_000_000

    /// Under the flush lock.
    ///
    /// - Returns: how many bytes had their memory taken away.
    @discardableResult
    func giveBackDead(
        _ metadata: inout [UnsafeMutableRawPointer],
        atMost limit: Int,
        _ mode: AnnouncementMode
    ) -> Int {
        var given = 0
        var kept: [DeadRange] = []
        var taken = space.takeAllDead()
        if limit < .max {
            // The oldest first.
            while !taken.isEmpty && given < limit {
                given += giveBack([taken.removeFirst()], &kept, &metadata, mode)
            }
            kept += taken
        } else {
            given = giveBackAll(taken, &kept, &metadata, mode)
        }
        for range in kept { _ = space.putDead(range, isDeath: false) }
        return given
    }

    /// Gives back dead ranges that are on no list; those that cannot be are added to `kept`. Under the flush lock.
    ///
    /// - Returns: how many bytes had their memory taken away.
    @discardableResult
    func giveBackAll(
        _ ranges: [DeadRange],
        _ kept: inout [DeadRange],
        _ metadata: inout [UnsafeMutableRawPointer],
        _ mode: AnnouncementMode
    ) -> Int {
        var given = 0
        var adjacent: [DeadRange] = []
        for range in ranges.sorted(by: { $0.run.first < $1.run.first }) {
            if let last = adjacent.last, last.run.end != range.run.first {
                given += giveBack(adjacent, &kept, &metadata, mode)
                adjacent.removeAll(keepingCapacity: true)
            }
            adjacent.append(range)
        }
        return given + giveBack(adjacent, &kept, &metadata, mode)
    }

    /// A refused range stays dead: nothing is lost, and the next one to come tries again.
    private func giveBack(
        _ ranges: [DeadRange],
        _ kept: inout [DeadRange],
        _ metadata: inout [UnsafeMutableRawPointer],
        _ mode: AnnouncementMode
    ) -> Int {
        guard let first = ranges.first, let last = ranges.last else { return 0 }
        let bytes = bytes(of: BlockRun(first: first.run.first, count: last.run.end - first.run.first))
        let given = announcing(bytes, .unmap, mode) { giveBack(bytes, of: ranges, &kept, &metadata) }
        if given == nil { kept += ranges }
        return given ?? 0
    }

    private func giveBack(
        _ bytes: UnsafeMutableRawBufferPointer,
        of ranges: [DeadRange],
        _ kept: inout [DeadRange],
        _ metadata: inout [UnsafeMutableRawPointer]
    ) -> Int {
        guard let start = bytes.baseAddress, reservation.revoke(start, bytes.count) else {
            // The limit of mappings: the pages at least go, where they are the range's own.
            for range in ranges where !range.isMapped {
                let bytes = self.bytes(of: range.run)
                madvise(bytes.baseAddress, bytes.count, MADV_DONTNEED)
            }
            events.failedRevocations.count()
            kept += ranges
            return 0
        }
        for unit in wholeUnits(of: bytes) { splitUnits.markIntact(unit) }
        for range in ranges {
            index.set(.none, at: range.run.first)
            if let raw = range.metadata { metadata.append(raw) }
            space.putClean(range.run)
        }
        return bytes.count
    }
}
