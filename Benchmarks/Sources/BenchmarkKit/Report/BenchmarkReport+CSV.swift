extension BenchmarkReport {
    /// The rows alone, with a heading, quoted as RFC 4180 has it; machine and parameters are in the other formats.
    func renderedAsCSV() -> String {
        guard let first = rows.first else { return "" }
        let heading = first.map(\.key)
        let lines = [heading] + rows.map { row in row.map(\.value.plainText) }
        return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ cell: String) -> String {
        // Over scalars: "\r\n" is a single Character, equal to neither of its halves.
        let needsQuotes = cell.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
