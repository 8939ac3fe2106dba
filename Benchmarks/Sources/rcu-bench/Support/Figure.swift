import Foundation

/// Figures as a table shows them; what is missing is an empty cell.
enum Figure {
    static func text(_ number: Double?, places: Int) -> String {
        number.map { String(format: "%.\(places)f", $0) } ?? ""
    }

    static func text(_ integer: Int?) -> String {
        integer.map(String.init) ?? ""
    }
}
