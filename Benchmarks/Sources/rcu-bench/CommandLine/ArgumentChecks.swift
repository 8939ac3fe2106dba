import ArgumentParser

/// Limits that several commands put on their numbers.
enum ArgumentChecks {
    private static let longestRun = 1_000_000.0

    static func seconds(_ seconds: Double, option: String = "--seconds") throws {
        guard seconds > 0, seconds <= longestRun else {
            throw ValidationError("\(option) must be more than 0 and at most \(Int(longestRun)), not \(seconds)")
        }
    }

    static func count(_ count: Int, in range: ClosedRange<Int>, option: String) throws {
        guard range.contains(count) else {
            throw ValidationError("\(option) must be from \(range.lowerBound) to \(range.upperBound), not \(count)")
        }
    }

    /// Refuses a list that names something twice, where that would do it twice to the same thing.
    static func distinct(_ names: [String], option: String) throws {
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw ValidationError("\(option) names '\(name)' twice")
        }
    }
}
