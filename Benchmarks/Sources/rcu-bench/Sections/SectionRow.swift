import BenchmarkKit

/// A row of the contract: what one section costs, the loop's turn and the load included.
struct SectionRow: Sendable, Equatable {
    let section: SectionName
    let threads: Int
    let nsPerSection: Double?
    var versusRead: Double?
    let note: String?

    init(_ section: SectionName, threads: Int, rounds: [Double], note: String?) {
        self.section = section
        self.threads = threads
        nsPerSection = rounds.median
        self.note = note
    }

    /// Fills in the ratio to `RCU.read` on as many threads, where that is among the rows.
    static func compared(_ rows: [SectionRow]) -> [SectionRow] {
        rows.map { row in
            var row = row
            let base = rows.first { $0.section == .read && $0.threads == row.threads }?.nsPerSection
            row.versusRead = base.flatMap { base in row.nsPerSection.map { $0 / base } }
            return row
        }
    }

    var fields: [ReportField] {
        [
            ReportField("section", .text(section.rawValue)),
            ReportField("threads", .integer(threads)),
            ReportField("nsPerSection", ReportValue(nsPerSection)),
            ReportField("versusRead", ReportValue(versusRead)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
