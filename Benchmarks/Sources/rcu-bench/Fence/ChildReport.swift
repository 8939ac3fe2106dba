/// What is read back of a child's JSON report.
struct ChildReport<Row: Decodable>: Decodable {
    let rows: [Row]
}
