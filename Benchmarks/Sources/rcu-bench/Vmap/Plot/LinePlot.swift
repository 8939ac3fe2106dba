import Foundation

/// Curves over whole numbers, as an SVG image.
struct LinePlot {
    struct Line: Sendable {
        let name: String
        let color: String
        /// The value at 1, 2, ...
        let values: [Int]
    }

    let title: String
    let horizontalAxis: String
    let verticalAxis: String
    let lines: [Line]

    private let width = 720.0
    private let height = 400.0
    private let left = 70.0
    private let right = 20.0
    private let top = 40.0
    private let bottom = 50.0
    private let marks = 5

    private var largestIndex: Int { max(lines.map(\.values.count).max() ?? 1, 1) }
    private var largestValue: Int { max(lines.compactMap { $0.values.max() }.max() ?? 1, 1) }

    var svg: String {
        let axes = """
            <path d="M\(Self.text(left)) \(Self.text(top))V\(Self.text(height - bottom))H\(Self.text(width - right))" \
            fill="none" stroke="#444"/>
            """
        let names = [
            text(title, x: width / 2, y: top / 2, anchor: "middle"),
            text(horizontalAxis, x: (left + width - right) / 2, y: height - 10, anchor: "middle"),
            text(verticalAxis, x: 10, y: top - 12, anchor: "start"),
        ]
        let content = [axes] + names + scales + lines.enumerated().flatMap { curve($1, at: $0) }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#fff"/>
            \(content.joined(separator: "\n"))
            </svg>

            """
    }

    private var scales: [String] {
        (0...marks).flatMap { mark in
            let (index, value) = (largestIndex * mark / marks, largestValue * mark / marks)
            return [
                text("\(index)", x: x(index), y: height - bottom + 18, anchor: "middle"),
                text("\(value)", x: left - 6, y: y(value) + 4, anchor: "end"),
            ]
        }
    }

    private func curve(_ line: Line, at place: Int) -> [String] {
        let points = line.values.enumerated().map { "\(Self.text(x($0 + 1))),\(Self.text(y($1)))" }
        let label = "\(line.name): \(line.values.last ?? 0) at the end"
        return [
            """
            <polyline points="\(points.joined(separator: " "))" fill="none" stroke="\(line.color)" stroke-width="2"/>
            """,
            text(label, x: left + 12, y: top + 16 + Double(place) * 18, anchor: "start", color: line.color),
        ]
    }

    private func text(_ text: String, x: Double, y: Double, anchor: String, color: String = "#222") -> String {
        "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" text-anchor=\"\(anchor)\" fill=\"\(color)\">\(text)</text>"
    }

    private func x(_ index: Int) -> Double {
        left + (width - left - right) * Double(index) / Double(largestIndex)
    }

    private func y(_ value: Int) -> Double {
        height - bottom - (height - top - bottom) * Double(value) / Double(largestValue)
    }

    private static func text(_ coordinate: Double) -> String {
        String(format: "%.1f", coordinate)
    }
}
