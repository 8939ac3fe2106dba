internal import AsymmetricFences
internal import CMembarrier
internal import Glibc

extension AllocatorCore {
    /// Gives the memory of all dead ranges back to the system, whole, and their addresses to the clean ones. One system call for
    /// adjacent ranges.
    func giveBackDead() { whileFlushing { giveBackDead(&$0, atMost: .max) } }

    /// Runs `body` under the flush lock, and afterwards retires the metadata that it leaves.
    func whileFlushing(_ body: (inout [UnsafeMutableRawPointer]) -> Void) {
        var metadata: [UnsafeMutableRawPointer] = []
        flushLock.withLock { body(&metadata) }
        metadata.forEach(Self.retire)
    }

    /// Under the flush lock.
    ///
    /// - Returns: how many bytes had their memory taken away.
    @discardableResult
    func giveBackDead(_ metadata: inout [UnsafeMutableRawPointer], atMost limit: Int) -> Int {
        var given = 0
        var kept: [DeadRange] = []
        var adjacent: [DeadRange] = []
        var taken = space.takeAllDead()
        if limit < .max {
            // The oldest first.
            while !taken.isEmpty && given < limit {
                given += giveBack([taken.removeFirst()], &kept, &metadata)
            }
            kept += taken
        } else {
            taken.sort { $0.run.first < $1.run.first }
            for range in taken {
                if let last = adjacent.last, last.run.end != range.run.first {
                    given += giveBack(adjacent, &kept, &metadata)
                    adjacent.removeAll(keepingCapacity: true)
                }
                adjacent.append(range)
            }
            given += giveBack(adjacent, &kept, &metadata)
        }
        for range in kept { _ = space.putDead(range, isDeath: false) }
        return given
    }

    /// A refused range stays dead: nothing is lost, and the next one to come tries again.
    private func giveBack(
        _ ranges: [DeadRange],
        _ kept: inout [DeadRange],
        _ metadata: inout [UnsafeMutableRawPointer]
    ) -> Int {
        guard let first = ranges.first, let last = ranges.last else { return 0 }
        let bytes = bytes(of: BlockRun(first: first.run.first, count: last.run.end - first.run.first))
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
