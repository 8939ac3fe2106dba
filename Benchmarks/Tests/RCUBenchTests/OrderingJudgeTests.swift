import Testing

@testable import rcu_bench

struct OrderingJudgeTests {
    private static let ordered = OrderingCell.all.filter(\.isOrdered)
    private static let unordered = OrderingCell.all.filter { !$0.isOrdered }

    @Test func theTableIsTheSeeds() {
        #expect(Self.ordered.count == 6)
        #expect(
            Self.unordered == [
                OrderingCell(left: .barrier, right: .barrier),
                OrderingCell(left: .barrier, right: .fullFence),
                OrderingCell(left: .fullFence, right: .barrier),
            ]
        )
    }

    @Test func controlsAreUnorderedCells() {
        for cell in Self.ordered {
            #expect(!cell.controls.isEmpty)
            #expect(cell.controls.allSatisfy { !$0.isOrdered })
        }
        let heavyAndFull = OrderingCell(left: .membarrier, right: .fullFence)
        #expect(heavyAndFull.controls == [OrderingCell(left: .barrier, right: .fullFence)])
    }

    @Test(arguments: Self.ordered)
    func anOrderedCellCountsOnlyBesideItsControls(_ cell: OrderingCell) {
        let shown = judge(witnesses: 100)
        #expect(shown.row(.storeBuffering, cell).verdict == .pass)
        #expect(shown.row(.messagePassing, cell).verdict == .pass)
        let weak = judge(witnesses: 99).row(.storeBuffering, cell)
        #expect(weak.verdict == .fail)
        #expect(weak.note?.contains("control too weak") == true)
    }

    @Test func oneForbiddenOutcomeRefutesAnOrderedCell() {
        let row = judge(witnesses: 1000, inOrdered: 1).row(.storeBuffering, Self.ordered[0])
        #expect(row.verdict == .fail)
        #expect(row.expected == "O")
    }

    @Test(arguments: Self.unordered)
    func anUnorderedCellMustShowItsOutcomeWhereItCan(_ cell: OrderingCell) {
        #expect(judge(witnesses: 100).row(.storeBuffering, cell).verdict == .pass)
        #expect(judge(witnesses: 99).row(.storeBuffering, cell).verdict == .fail)
    }

    @Test func threadsThatDoNotOverlapHaveNothingToShow() {
        let quiet = judge(witnesses: 0).row(.nonConcurrent, Self.unordered[0])
        #expect(quiet.verdict == .pass)
        #expect(quiet.note != nil)
        #expect(judge(witnesses: 1).row(.nonConcurrent, Self.unordered[0]).verdict == .fail)
    }

    @Test func forbiddenOutcomesAreTheShapes() {
        let none = LitmusObservation(early: 0, late: 0)
        let both = LitmusObservation(early: 1, late: 1)
        let flagOnly = LitmusObservation(early: 1, late: 0)
        let dataOnly = LitmusObservation(early: 0, late: 1)
        #expect(LitmusShape.storeBuffering.isForbidden(none, none))
        #expect(!LitmusShape.storeBuffering.isForbidden(none, dataOnly))
        #expect(LitmusShape.messagePassing.isForbidden(none, flagOnly))
        #expect(!LitmusShape.messagePassing.isForbidden(none, both))
        #expect(LitmusShape.concurrent.isForbidden(both, both))
        #expect(!LitmusShape.concurrent.isForbidden(dataOnly, dataOnly))
        #expect(!LitmusShape.nonConcurrent.isForbidden(none, both))
        #expect(LitmusShape.nonConcurrent.isForbidden(none, none))
    }

    private func judge(witnesses: Int, inOrdered: Int = 0) -> OrderingJudge {
        var cells: [OrderingCell: LitmusCount] = [:]
        for cell in OrderingCell.all {
            cells[cell] = LitmusCount(runs: 10_000, forbidden: cell.isOrdered ? inOrdered : witnesses)
        }
        var counts: [LitmusShape: [OrderingCell: LitmusCount]] = [:]
        for shape in LitmusShape.allCases {
            counts[shape] = cells
        }
        return OrderingJudge(counts: counts)
    }
}
