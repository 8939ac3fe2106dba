public import Foundation

/// A run of this same program as a child process: what is fixed for a process's life needs another process.
public struct SelfInvocation: Sendable {
    private let arguments: [String]
    private let environment: [String: String]

    /// - Parameters:
    ///   - arguments: The command line, without the program's name.
    ///   - environment: What to set over this process's own environment.
    public init(arguments: [String], environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { given, _ in given }
    }

    /// Runs the child to its end and returns what it printed.
    ///
    /// - Throws: ``ChildFailure`` with its last words if it did not end well.
    public func output(accepting statuses: Set<Int32> = [0]) throws -> Data {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe")
        child.arguments = arguments
        child.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let result = Pipe()
        let messages = Pipe()
        child.standardOutput = result
        child.standardError = messages
        child.standardInput = FileHandle.nullDevice
        try child.run()
        // One after the other is enough: what a child says on standard error fits into the pipe.
        let output = try result.fileHandleForReading.readToEnd() ?? Data()
        let words = try messages.fileHandleForReading.readToEnd() ?? Data()
        child.waitUntilExit()
        guard child.terminationReason == .exit, statuses.contains(child.terminationStatus) else {
            throw ChildFailure(
                wasSignalled: child.terminationReason == .uncaughtSignal,
                status: child.terminationStatus,
                message: String(decoding: words, as: UTF8.self)
            )
        }
        return output
    }
}
