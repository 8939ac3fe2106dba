internal import Glibc

/// A process of its own for what would not survive, or not leave unchanged, the process of the tests: faults, hangs,
/// forks, exits.
///
///     TortureProbe torture|controls|fork|threads|destructors|fence [--option value]…
///
/// Prints `key=value` lines; exits 0 only when all is well, and 64 when it was called wrongly.
@main
enum TortureProbe {
    static func main() {
        var options: ProbeOptions
        do throws(ProbeMistake) {
            options = try ProbeOptions(CommandLine.arguments.dropFirst())
            let mode = try mode(options.mode)
            let probe = try mode.init(&options)
            try options.requireNothingLeft()
            var report = ProbeReport()
            probe.run(&report)
            exit(report.conclude())
        } catch {
            ProbeOutput.complain("TortureProbe: \(error.line)")
            exit(EX_USAGE)
        }
    }

    private static func mode(_ name: String) throws(ProbeMistake) -> any ProbeMode.Type {
        switch name {
        case "torture": TortureMode.self
        case "controls": ControlsMode.self
        case "fork": ForkMode.self
        case "threads": ThreadsMode.self
        case "destructors": DestructorsMode.self
        case "fence": FenceMode.self
        default: throw ProbeMistake(line: "\"\(name)\" is no mode")
        }
    }
}
