import Dispatch
import Glibc

/// Runs `TortureProbe`, which lies beside the test bundle: a fault, a hang or a fork belongs into a process of its own.
enum Probe {
    /// Runs the probe to its end, or kills it after `limit` seconds.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        limit: Double = 60
    ) async -> ProbeOutcome {
        // Not on a thread of the pool, which the wait would block.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: ProbeProcess(arguments, environment).outcome(within: limit))
            }
        }
    }

    /// The same, for arguments written as one line.
    static func run(_ line: String, environment: [String: String] = [:], limit: Double = 60) async -> ProbeOutcome {
        await run(line.split(separator: " ").map(String.init), environment: environment, limit: limit)
    }

    static let path: String = {
        let capacity = 4096
        let own = String(unsafeUninitializedCapacity: capacity) { buffer in
            max(0, buffer.withMemoryRebound(to: CChar.self) { readlink("/proc/self/exe", $0.baseAddress!, capacity) })
        }
        return own.prefix(through: own.lastIndex(of: "/") ?? own.startIndex) + "TortureProbe"
    }()
}
