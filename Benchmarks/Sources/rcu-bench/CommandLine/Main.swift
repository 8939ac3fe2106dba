import ArgumentParser
import BenchmarkKit

/// ArgumentParser's own entry point answers a mistake with its usage text; the contract wants one line and status 64.
@main
enum Main {
    static func main() {
        SignalMask.clear()
        do {
            var command = try RCUBench.parseAsRoot()
            try command.run()
        } catch {
            Progress.clear()
            end(because: error)
        }
    }

    private static func end(because error: any Error) -> Never {
        // Help is no failure, and a bare exit code has nothing to say.
        if error is ExitCode || RCUBench.exitCode(for: error).isSuccess {
            RCUBench.exit(withError: error)
        }
        let line = RCUBench.message(for: error).split(separator: "\n").map(\.trimmed).joined(separator: " ")
        let prefix = "rcu-bench: "
        // A child's last words carry it already.
        BenchmarkAbort.abort(line.hasPrefix(prefix) ? line : prefix + line, status: status(of: error))
    }

    private static func status(of error: any Error) -> BenchmarkAbort.Status {
        if RCUBench.exitCode(for: error) == .validationFailure { return .usage }
        return error is StrategyUnavailable ? .unavailable : .software
    }
}
