/// What the compiler said of a snippet.
struct Compilation {
    let status: Int32
    let errors: Set<Diagnostic>
    let transcript: String

    /// - Parameter transcript: in LLVM's style, each diagnostic on one line: `PATH:LINE:COLUMN: error: TEXT`.
    init(of path: String, status: Int32, transcript: String) {
        self.status = status
        self.transcript = transcript
        // The driver repeats none, the lifetime checks some.
        errors = Set(transcript.split(separator: "\n").compactMap { Self.error(in: $0, of: path) })
    }

    private static func error(in line: Substring, of path: String) -> Diagnostic? {
        if line.hasPrefix("error: ") { return Diagnostic(line: 0, text: String(line)) }
        guard let mark = line.firstRange(of: ": error: ") else { return nil }
        let place = line[..<mark.lowerBound]
        guard place.hasPrefix(path + ":"), let number = Int(place.dropFirst(path.count + 1).prefix(while: \.isNumber))
        else { return Diagnostic(line: 0, text: String(line)) }
        return Diagnostic(line: number, text: String(line[mark.upperBound...]))
    }
}
