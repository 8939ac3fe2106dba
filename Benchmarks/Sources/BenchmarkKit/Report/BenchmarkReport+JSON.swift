extension BenchmarkReport {
    /// One object with the contract's four members; a row a line, so that two reports can be compared with diff.
    func renderedAsJSON() -> String {
        let rowLines = rows.map { "    " + Self.object($0) }.joined(separator: ",\n")
        return """
            {
              "benchmark": \(ReportValue.text(benchmark).json),
              "machine": \(Self.object(machine)),
              "parameters": \(Self.object(parameters)),
              "rows": [\(rows.isEmpty ? "" : "\n" + rowLines + "\n  ")]
            }

            """
    }

    private static func object(_ fields: [ReportField]) -> String {
        "{" + fields.map { "\(ReportValue.text($0.key).json): \($0.value.json)" }.joined(separator: ", ") + "}"
    }
}
