/// The command line: a mode, and options with one value each, which are taken out one by one.
struct ProbeOptions {
    let mode: String
    private var values: [String: String] = [:]

    init(_ arguments: ArraySlice<String>) throws(ProbeMistake) {
        guard let mode = arguments.first else { throw ProbeMistake(line: "a mode is expected") }
        self.mode = mode
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw ProbeMistake(line: "\"\(name)\" is no option with a value")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }

    mutating func takeInt(_ name: String, default standard: Int) throws(ProbeMistake) -> Int {
        guard let text = take(name) else { return standard }
        guard let number = Int(text), number >= 0 else {
            throw ProbeMistake(line: "--\(name) is a count, not \"\(text)\"")
        }
        return number
    }

    mutating func takeDouble(_ name: String, default standard: Double) throws(ProbeMistake) -> Double {
        guard let text = take(name) else { return standard }
        guard let number = Double(text), number >= 0 else {
            throw ProbeMistake(line: "--\(name) is a time, not \"\(text)\"")
        }
        return number
    }

    func requireNothingLeft() throws(ProbeMistake) {
        if let name = values.keys.min() { throw ProbeMistake(line: "\(mode) knows no --\(name)") }
    }
}
