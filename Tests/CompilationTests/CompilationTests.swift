import Testing

/// What the types of the package promise, the compiler keeps: it runs on snippets, and must refuse them as they expect.
@Suite("Compilation", .enabled(if: Compiler.path != nil, "there is no swiftc on the PATH"))
struct CompilationTests {
    @Test("Every snippet says what is refused, and why")
    func snippetsAreComplete() {
        #expect(!Snippet.all.isEmpty)
        for snippet in Snippet.all { #expect(snippet.isComplete, "\(snippet.path)") }
    }

    @Test(
        "What breaks a promise is refused, with the errors expected and no other",
        arguments: Snippet.all,
        Client.refusing
    )
    func refused(_ snippet: Snippet, _ client: Client) async throws {
        let compilation = try await Compiler.compile(snippet, as: client, with: ["-D", "REFUSED"])
        for fault in snippet.faults(ofRefusal: compilation) { Issue.record("\(fault)") }
    }

    @Test("What keeps it is accepted, without a warning", arguments: Snippet.all, Client.allCases)
    func accepted(_ snippet: Snippet, _ client: Client) async throws {
        let compilation = try await Compiler.compile(snippet, as: client, with: ["-warnings-as-errors"])
        #expect(compilation.status == 0, "\(compilation.transcript)")
    }
}
