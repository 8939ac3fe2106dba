import ArgumentParser

/// A list on the command line: `a,b,c`.
enum CommaSeparated {
    /// The elements, each of which must be one of `known`.
    static func list<Element>(_ text: String, of what: String) throws -> [Element]
    where Element: RawRepresentable<String> & CaseIterable {
        try pieces(text).map { piece in
            guard let element = Element(rawValue: piece) else {
                throw ValidationError("unknown \(what) '\(piece)'; known: \(names(of: Element.self))")
            }
            return element
        }
    }

    /// All that a list may contain.
    static func names<Element>(of type: Element.Type) -> String
    where Element: RawRepresentable<String> & CaseIterable {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// The elements as whole numbers from 0 to `limit`.
    static func counts(_ text: String, of what: String, limit: Int) throws -> [Int] {
        try pieces(text).map { piece in
            guard let count = Int(piece), (0...limit).contains(count) else {
                throw ValidationError("'\(piece)' is no number of \(what) from 0 to \(limit)")
            }
            return count
        }
    }

    private static func pieces(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    }
}
