import TextTable

extension ReportTable {
    /// The table as lines of text, without trailing blanks.
    func rendered() -> String {
        let table = TextTable<[String]> { row in
            zip(columns, row).map { column, cell in
                Column(title: column.title, value: cell, align: column.isNumeric ? .right : .left)
            }
        }
        let body = table.string(for: rows, style: Style.simple) ?? ""
        let lines = body.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        return ((title.map { [$0] } ?? []) + lines).joined(separator: "\n")
    }
}
