import Synchronization

@testable import BlockAllocator

/// Checks the invariants of an allocator that nobody works on at the moment, against what the test holds.
///
/// It takes no lock and no lease, so that what it looks at stays as it was.
final class AllocatorValidator: @unchecked Sendable {
    /// What a block of the reservation is used for.
    enum Use { case clean, dead, warm, listed, full, direct }

    let core: AllocatorCore
    let probe = AccessProbe()
    /// Where steps are validated one by one: a life is compared with what it was a step ago.
    var history: [Int: SeenLife] = [:]
    var lives: [Int: SeenLife] = [:]
    var uses: [Use?] = []
    var shadow: [UInt: ShadowRange] = [:]
    var problems: [String] = []
    var foundRanges = 0
    var liveBlocks = 0
    var isAfterFlush = false

    init(_ allocator: BlockAllocator) { core = allocator.core }

    /// What is wrong, nothing at best.
    ///
    /// - Parameter isAfterFlush: whether everything that was freed has been flushed since.
    func problems(with shadow: [UInt: ShadowRange], isAfterFlush: Bool = false) -> [String] {
        self.shadow = shadow
        self.isAfterFlush = isAfterFlush
        problems = []
        foundRanges = 0
        liveBlocks = 0
        lives = [:]
        let space = core.space.contents
        uses = Array(repeating: nil, count: space.frontier)
        checkClean(space.clean)
        checkDead(space.dead)
        for queue in core.allQueues {
            for kind in [BlockKind.shortLived, .longLived, .mapped] { checkList(of: queue, kind) }
            checkWarm(of: queue)
        }
        checkRest()
        checkCounts()
        expect(foundRanges == shadow.count, "\(shadow.count) ranges are held, and \(foundRanges) are marked live")
        history = lives
        return problems
    }

    func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition && problems.count < 20 { problems.append(message()) }
    }

    /// Each block has one use: nothing is lost, and nothing is handed out twice.
    func claim(_ position: Int, _ use: Use) {
        guard uses.indices.contains(position) else {
            return expect(false, "block \(position) is \(use), beyond the frontier \(uses.count)")
        }
        expect(uses[position] == nil, "block \(position) is both \(uses[position].map { "\($0)" } ?? "") and \(use)")
        uses[position] = use
    }

    /// Index and address agree.
    func expectIndexed(_ block: Block) {
        let position = Int(block.fixed.pointee.position)
        expect(
            core.reservation.position(of: block.fixed.pointee.base) == position
                && core.reservation.address(ofBlock: position) == block.fixed.pointee.base,
            "block \(position) says that it begins at \(block.fixed.pointee.base)"
        )
        guard case .block(let indexed) = core.index.entry(at: position), indexed == block else {
            return expect(false, "the index does not lead to block \(position)")
        }
    }

    func canRead(blockAt position: Int) -> Bool {
        probe.canRead(UInt(bitPattern: core.reservation.address(ofBlock: position)))
    }
}
