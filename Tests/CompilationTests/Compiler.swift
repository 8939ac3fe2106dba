import Foundation

/// The compiler on the PATH, and the modules that were built with this test.
enum Compiler {
    /// `swiftc`, if there is one.
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/swiftc" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The folder of the test bundle, which is this executable: the modules lie there, whatever the configuration is.
    private static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// Compilers that run at once: the other tests of the process need processors too.
    private static let queue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 2
        return queue
    }()

    /// Compiles `snippet` to where all diagnostics have been given: the type checker's, and then those of the passes
    /// that find what escapes, what is consumed, and what is accessed twice.
    static func compile(_ snippet: Snippet, as client: Client, with flags: [String]) async throws -> Compilation {
        let arguments =
            ["-emit-sil", "-o", "/dev/null", "-parse-as-library", "-module-name", "Client"]
            + ["-diagnostic-style", "llvm", "-no-color-diagnostics"]
            + ["-I", products.appendingPathComponent("Modules").path]
            + ["-Xcc", "-fmodule-map-file=\(products.path)/CMembarrier.build/module.modulemap"]
            // Not the build's own, which another name for its folder would spoil.
            + ["-module-cache-path", products.appendingPathComponent("CompilationTests.modules").path]
            + client.arguments + flags + [snippet.path]
        // Not on a thread of the pool, which the wait would block.
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation {
                continuation.resume(
                    with: Result {
                        let (status, transcript) = try run(arguments)
                        return Compilation(of: snippet.path, status: status, transcript: transcript)
                    }
                )
            }
        }
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, transcript: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "swiftc")
        process.arguments = arguments
        // One snippet makes the compiler crash: without a backtrace that takes a fifth of a second, not two.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let transcript = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: transcript, as: UTF8.self))
    }
}
