import Synchronization

@testable import BlockAllocator

extension AllocatorValidator {
    /// Nothing is behind clean addresses, and adjacent ones are joined.
    func checkClean(_ runs: [BlockRun]) {
        var end = -1
        for run in runs {
            expect(run.count > 0 && run.first > end, "clean run \(run) after one that ends at \(end)")
            end = run.end
            for position in run.first..<run.end {
                claim(position, .clean)
                if case .none = core.index.entry(at: position) {
                } else {
                    expect(false, "the index leads from clean block \(position) to something")
                }
            }
            if isAfterFlush { expect(!canRead(blockAt: run.first), "clean block \(run.first) can be read") }
        }
    }

    /// What is dead keeps its metadata and its entry until its addresses are clean.
    func checkDead(_ ranges: [DeadRange]) {
        for range in ranges {
            for position in range.run.first..<range.run.end { claim(position, .dead) }
            switch range.entry {
            case .none: expect(false, "a dead range at \(range.run) is nothing")
            case .block(let block):
                expectIndexed(block)
                checkDead(block)
            case .direct(let direct):
                expect(
                    direct.state.pointee.load(ordering: .relaxed) == DirectRange.State.dead,
                    "the large range at \(range.run) is among the dead and is not dead"
                )
                expect(direct.fixed.pointee.run == range.run, "\(direct.fixed.pointee.run) is dead as \(range.run)")
            }
            if isAfterFlush && range.isMapped {
                expect(!canRead(blockAt: range.run.first), "dead frames at block \(range.run.first) can be read")
            }
        }
    }

    func checkDead(_ block: Block) {
        let position = block.fixed.pointee.position
        let shared = block.sharedState
        expect(
            shared.isDead(pages: block.pages),
            "block \(position) is among the dead with \(shared.dirty) dirty pages"
        )
        expect(!shared.isPinned, "dead block \(position) is pinned")
        expect(!block.links.pointee.isListed, "dead block \(position) is marked as listed")
    }

    /// What is on no list: full blocks and large ranges. Anything else is lost.
    func checkRest() {
        for position in uses.indices where uses[position] == nil {
            switch core.index.entry(at: position) {
            case .none: expect(false, "block \(position) is lost")
            case .block(let block):
                claim(position, .full)
                checkLive(block, isListed: false)
            case .direct(let range): checkDirect(range, position)
            }
        }
    }

    private func checkDirect(_ range: DirectRange, _ position: Int) {
        let fixed = range.fixed.pointee
        expect(fixed.run.first == position, "the large range at block \(position) says \(fixed.run)")
        for position in fixed.run.first..<fixed.run.end { claim(position, .direct) }
        expect(
            range.state.pointee.load(ordering: .relaxed) == DirectRange.State.live,
            "the large range at block \(position) is dead and on its way nowhere"
        )
        let blockPages = core.configuration.blockPages
        expect(
            fixed.run.count == (fixed.pages + blockPages - 1) / blockPages,
            "\(fixed.pages) pages have \(fixed.run.count) blocks"
        )
        guard let held = shadow[UInt(bitPattern: fixed.base)] else {
            return expect(false, "the large range at block \(position) is live, and nobody holds it")
        }
        foundRanges += 1
        expect(
            held.pages == fixed.pages && held.kind.isMapped == fixed.isMapped,
            "\(held.pages) pages are held at block \(position) as \(held.kind), and \(fixed.pages) are live"
        )
    }

    func checkCounts() {
        let (counts, deadBlocks, frontier, cleanBlocks) = core.space.summary
        expect(counts.taken == frontier - cleanBlocks, "\(counts.taken) taken, \(cleanBlocks) of \(frontier) clean")
        // Not the frontier: it falls where clean addresses end there and were too few for a large request.
        expect(
            counts.peakTaken >= counts.taken && counts.peakTaken <= core.reservation.blockCount,
            "the peak is \(counts.peakTaken), of \(core.reservation.blockCount) blocks"
        )
        let dead = uses.count { $0 == .dead }
        expect(deadBlocks == dead, "\(deadBlocks) dead blocks are counted, and there are \(dead)")
        let statistics = core.statistics
        expect(
            statistics.blocksLive == liveBlocks,
            "\(statistics.blocksLive) live blocks are counted, and there are \(liveBlocks)"
        )
    }
}
