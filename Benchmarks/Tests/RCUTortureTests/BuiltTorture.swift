import Foundation

/// The `rcu-torture` that was built beside the tests, run as a user runs it.
enum BuiltTorture {
    struct Outcome {
        let status: Int32
        let output: String
        let messages: String

        var closingLine: Substring { output.split(separator: "\n").last ?? "" }
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let process = Process()
        process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("rcu-torture")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, messages) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = messages
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let outputData = try output.fileHandleForReading.readToEnd() ?? Data()
        let messageData = try messages.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: outputData, as: UTF8.self),
            messages: String(decoding: messageData, as: UTF8.self)
        )
    }
}
