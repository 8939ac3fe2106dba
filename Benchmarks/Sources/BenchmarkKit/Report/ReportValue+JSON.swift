import FoundationEssentials

extension ReportValue {
    /// The value as JSON text. Foundation writes the leaves; it cannot keep the order of an object's keys.
    var json: String {
        switch self {
        case .null: "null"
        case .text(let text): Self.encoded(text)
        case .integer(let integer): String(integer)
        case .number(let number): number.isFinite ? Self.encoded(number) : "null"
        case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
        }
    }

    private static func encoded(_ leaf: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(leaf) else {
            preconditionFailure("a string or a finite number has no JSON form: \(leaf)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
