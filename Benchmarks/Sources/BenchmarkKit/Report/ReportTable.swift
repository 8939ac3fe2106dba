/// A table for people: the same figures as the rows, chosen and rounded for reading.
public struct ReportTable: Sendable {
    /// A column's heading and side.
    public struct Heading: Sendable {
        let title: String
        let isNumeric: Bool

        public static func text(_ title: String) -> Heading { Heading(title: title, isNumeric: false) }
        public static func number(_ title: String) -> Heading { Heading(title: title, isNumeric: true) }
    }

    let title: String?
    let columns: [Heading]
    let rows: [[String]]

    public init(title: String? = nil, columns: [Heading], rows: [[String]]) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a table row has another length than its heading")
        self.title = title
        self.columns = columns
        self.rows = rows
    }
}
