/// What a benchmark found, and on which machine, in a form that renders as a table, as JSON and as CSV.
public struct BenchmarkReport: Sendable {
    public let benchmark: String
    public let machine: [ReportField]
    public let parameters: [ReportField]
    public let rows: [[ReportField]]
    let tables: [ReportTable]
    let remarks: [String]

    /// - Parameters:
    ///   - rows: The contract's keys, in the contract's order, in every row.
    ///   - tables: The same result for people.
    ///   - remarks: Lines under the tables that say how to read them.
    public init(
        benchmark: String,
        parameters: [ReportField],
        rows: [[ReportField]],
        tables: [ReportTable],
        remarks: [String] = [],
        machine: [ReportField] = MachineDescription.current.fields
    ) {
        self.benchmark = benchmark
        self.machine = machine
        self.parameters = parameters
        self.rows = rows
        self.tables = tables
        self.remarks = remarks
    }

    /// The report as text that ends with a newline.
    public func rendered(as format: ReportFormat) -> String {
        switch format {
        case .table: renderedAsTable()
        case .json: renderedAsJSON()
        case .csv: renderedAsCSV()
        }
    }
}
