import ArgumentParser
import BenchmarkKit

/// ArgumentParser's own entry point answers a mistake with its usage text; one line and status 64 is the contract.
@main
enum Main {
    static func main() {
        SignalMask.clear()
        do {
            let command = try RCUTorture.parse()
            try command.run()
        } catch {
            if error is ExitCode || RCUTorture.exitCode(for: error).isSuccess { RCUTorture.exit(withError: error) }
            let words = RCUTorture.message(for: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let isUnavailable = error is FlavorUnavailable
            BenchmarkAbort.abort("rcu-torture: " + words, status: isUnavailable ? .unavailable : .usage)
        }
    }
}
