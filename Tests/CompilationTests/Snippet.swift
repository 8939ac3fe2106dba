import Foundation
import Testing

/// A file of code that a user might write, in two variants: the compiler must refuse it with `REFUSED` defined, and accept it
/// without. The two differ in little, so the second proves that the first is refused for its own reason.
///
/// `// expect-error: TEXT` stands on the line of the error, with ` & ` between the texts of several. `// expect-refusal` says
/// that its line keeps the file from compiling, however the compiler puts it.
struct Snippet: CustomTestStringConvertible {
    let name: String
    let path: String
    private let expected: [Diagnostic]
    private let doubtfulLines: Set<Int>
    private let refusedRegions: Int

    /// Those in the folder `Snippets`.
    static let all: [Snippet] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snippets")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { Snippet(folder.appendingPathComponent($0)) }
    }()

    init(_ file: URL) {
        name = file.deletingPathExtension().lastPathComponent
        path = file.path
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var expected: [Diagnostic] = []
        var doubtfulLines: Set<Int> = []
        var refusedRegions = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let mark = line.firstRange(of: "// expect-error: ") {
                expected += line[mark.upperBound...].components(separatedBy: " & ")
                    .map { Diagnostic(line: index + 1, text: $0) }
            }
            if line.hasSuffix("// expect-refusal") { doubtfulLines.insert(index + 1) }
            if line.contains("#if REFUSED") { refusedRegions += 1 }
        }
        self.expected = expected
        self.doubtfulLines = doubtfulLines
        self.refusedRegions = refusedRegions
    }

    var testDescription: String { name }

    /// Whether there is something to refuse, and as many errors expected as there are regions to refuse.
    var isComplete: Bool { refusedRegions > 0 && expected.count + doubtfulLines.count >= refusedRegions }

    /// What the compiler did otherwise than it must where `REFUSED` is defined.
    func faults(ofRefusal compilation: Compilation) -> [String] {
        var faults: [String] = []
        var unexpected = compilation.errors
        for expectation in expected {
            let match = unexpected.first { $0.line == expectation.line && $0.text.contains(expectation.text) }
            if let match { unexpected.remove(match) } else { faults.append("no error: \(describe(expectation))") }
        }
        // A compiler that crashes leaves no error that is worth more than its refusal.
        if doubtfulLines.isEmpty {
            faults += unexpected.map { "unexpected error: \(describe($0))" }
            if compilation.status != 0, compilation.errors.isEmpty { faults.append(compilation.transcript) }
        } else {
            faults += unexpected.filter { $0.line > 0 && !doubtfulLines.contains($0.line) }
                .map { "unexpected error: \(describe($0))" }
        }
        if compilation.status == 0 { faults.append("\(name).swift was accepted") }
        return faults
    }

    private func describe(_ diagnostic: Diagnostic) -> String { "\(name).swift:\(diagnostic.line): \(diagnostic.text)" }
}
