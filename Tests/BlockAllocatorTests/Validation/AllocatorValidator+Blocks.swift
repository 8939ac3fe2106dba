import Synchronization

@testable import BlockAllocator

extension AllocatorValidator {
    /// Used, free and dirty pages of a live block, counted from the marks, and compared with what its words say.
    func checkLive(_ block: Block, isListed: Bool) {
        liveBlocks += 1
        expectIndexed(block)
        let position = Int(block.fixed.pointee.position)
        let pages = block.pages
        expect(block.links.pointee.isListed == isListed, "block \(position) is listed: \(isListed), and says otherwise")
        if let last = history[position], !isAfterFlush, last.isAsBefore(block) {
            expect((last.free > 0) == isListed, "block \(position) with \(last.free) free pages is listed: \(isListed)")
            foundRanges += last.liveRanges
            lives[position] = last
            return
        }
        let rangesBefore = foundRanges
        let (local, returns, shared) = (block.localState, block.returns, block.sharedState)
        expect(pages == core.configuration.blockPages, "block \(position) has \(pages) pages")
        expect((local.free > 0) == isListed, "block \(position) with \(local.free) free pages is listed: \(isListed)")
        expect(
            local.isMerged == !isListed && shared.isMerged == !isListed,
            "block \(position) is listed: \(isListed), and merged: \(local.isMerged), \(shared.isMerged)"
        )
        expect(!shared.isPinned && !shared.isClosed, "block \(position) is pinned or closed")
        if !isListed {
            expect(returns.dirty == 0, "full block \(position) has \(returns.dirty) pages nobody will count")
        }
        let counted = countMarks(of: block, handedOut: pages - local.free)
        let dirty = returns.dirty + shared.dirty
        expect(
            counted.used + local.free + dirty == pages,
            "block \(position): \(counted.used) used, \(local.free) free, \(dirty) dirty of \(pages)"
        )
        expect(counted.dirty == dirty, "block \(position): \(dirty) dirty pages, \(counted.dirty) by the marks")
        expect(dirty < pages, "block \(position) is dirty all over, and lives")
        expect(
            counted.ranges == local.ranges,
            "block \(position) counts \(local.ranges) ranges, and \(counted.ranges) are marked"
        )
        let life = SeenLife(block, dirty: dirty, liveRanges: foundRanges - rangesBefore)
        if let last = history[position], last.isSameLife(as: block) {
            expect(life.free <= last.free, "block \(position): free rose from \(last.free) to \(life.free)")
            expect(life.dirty >= last.dirty, "block \(position): dirty fell from \(last.dirty) to \(life.dirty)")
        }
        lives[position] = life
    }

    private func countMarks(of block: Block, handedOut: Int) -> (used: Int, dirty: Int, ranges: Int) {
        var result = (used: 0, dirty: 0, ranges: 0)
        let position = block.fixed.pointee.position
        let marks = UnsafeRawPointer(block.marks)
        var start = 0
        while start < handedOut {
            let mark = SlotMark(bits: marks.load(fromByteOffset: start, as: UInt8.self))
            if mark == .none, block.localState.isMerged {
                // Given up when a worker left: nobody was handed these pages, and nobody will be.
                result.dirty += handedOut - start
                if isAfterFlush { checkFlushed(block, start..<handedOut, "block \(position), given up page \(start)") }
                break
            }
            let states = [mark.isLive, mark.isDirty, mark.isFlushed].count { $0 }
            guard states == 1, mark.order <= 6, start + mark.pages <= handedOut else {
                expect(false, "block \(position), page \(start): the mark is \(mark.bits)")
                return result
            }
            result.ranges += 1
            if mark.isLive { result.used += mark.pages } else { result.dirty += mark.pages }
            checkRange(of: block, start, mark)
            for page in start + 1..<start + mark.pages where marks.load(fromByteOffset: page, as: UInt8.self) != 0 {
                expect(false, "block \(position), page \(page): a mark inside a range")
            }
            start += mark.pages
        }
        for page in start..<block.pages where marks.load(fromByteOffset: page, as: UInt8.self) != 0 {
            expect(false, "block \(position), page \(page): a mark where nothing was handed out")
        }
        return result
    }

    private func checkRange(of block: Block, _ page: Int, _ mark: SlotMark) {
        let address = UInt(bitPattern: block.address(ofPage: page))
        let place = "block \(block.fixed.pointee.position), page \(page)"
        let held = shadow[address]
        if mark.isLive {
            guard let held else { return expect(false, "\(place) is live, and nobody holds it") }
            foundRanges += 1
            expect(
                held.pages <= mark.pages && 2 * held.pages > mark.pages && held.kind == block.fixed.pointee.kind,
                "\(place): \(held.pages) pages are held as \(held.kind), \(mark.pages) are live"
            )
            return
        }
        expect(held == nil, "\(place) is held, and marked \(mark.bits)")
        if mark.isDirty {
            let (shared, returns) = (block.sharedState, block.returns)
            let start = min(shared.dirtyStart, returns.dirtyStart)
            let end = max(shared.dirtyEnd, returns.dirtyEnd)
            expect(
                start <= page && page + mark.pages <= end,
                "\(place) is dirty outside the dirty range \(start), \(end)"
            )
            expect(!isAfterFlush, "\(place) is dirty after a flush")
        } else if isAfterFlush {
            checkFlushed(block, page..<page + mark.pages, place)
        }
    }

    private func checkFlushed(_ block: Block, _ pages: Range<Int>, _ place: String) {
        for page in [pages.lowerBound, pages.upperBound - 1] {
            let address = block.address(ofPage: page)
            let canRead = probe.canRead(UInt(bitPattern: address))
            if block.fixed.pointee.isMapped {
                expect(!canRead, "\(place): freed frames can be read after a flush")
            } else if canRead {
                expect(address.load(as: UInt64.self) == 0, "\(place): freed memory keeps its contents after a flush")
            }
        }
    }
}
