extension ReportValue {
    /// The value as a cell of a table or of a CSV file; null is empty.
    public var plainText: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .list(let values): values.map(\.plainText).joined(separator: " ")
        }
    }

    var isList: Bool {
        if case .list = self { true } else { false }
    }
}
