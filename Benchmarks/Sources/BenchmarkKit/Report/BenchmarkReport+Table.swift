extension BenchmarkReport {
    func renderedAsTable() -> String {
        let blocks = [heading] + tables.map { $0.rendered() } + [remarks.joined(separator: "\n")]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        // Lists are left out: what was chosen shows in the rows.
        let shown = parameters.filter { !$0.value.isList && $0.value != .null }
        let settings = shown.map { "\($0.key) \($0.value.plainText)" }
        let place = machine.map { field in
            // A text speaks for itself; a bare number needs its key.
            if case .integer(let count) = field.value { "\(count) \(field.key)" } else { field.value.plainText }
        }.joined(separator: ", ")
        return "\(benchmark): \(settings.joined(separator: ", "))\n\(place)"
    }
}
