import ArgumentParser
import AsymmetricFences
import Glibc
import TortureFlavors
import TortureKit

/// The command line, and what it makes of it.
struct RCUTorture: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rcu-torture",
        abstract: "Puts an RCU under stress, in the manner of rcutorture.",
        discussion: """
            Runs broken flavors first, each of which has to be noticed, and then each shape of stress for an equal part of \
            the time. The closing line says how many checks passed and how many failed; the exit status is 1 if any did.

            A mistake on the command line is answered with one line on standard error and exit status 64.
            """
    )

    @Option(help: "One of \(names(of: TortureFlavor.self)).")
    var flavor = TortureFlavor.rcu.rawValue

    @Option(help: "For all shapes together.")
    var seconds = 10.0

    @Option(help: "Readers, in the shape that has many.")
    var readers = 8

    @Option(help: "Updaters, in the shape that has many.")
    var writers = 2

    @Option(help: "Let a seccomp filter answer membarrier(2) with this error: EPERM or ENOSYS.")
    var denyMembarrier: Denial?

    @Option(help: "Install the filter after so many seconds; 0: before the program starts.")
    var denyAfter = 0.0

    @Option(help: "Force how heavy fences reach other threads: \(names(of: FenceStrategy.self)).")
    var strategy: String?

    func validate() throws {
        _ = try known(flavor, "flavor") as TortureFlavor
        guard seconds > 0, seconds <= 1_000_000 else {
            throw ValidationError("--seconds must be more than 0 and at most 1000000, not \(seconds)")
        }
        guard (0...1000).contains(readers) else { throw ValidationError("--readers must be from 0 to 1000") }
        guard (0...1000).contains(writers) else { throw ValidationError("--writers must be from 0 to 1000") }
        guard readers > 0 || writers > 0 else { throw ValidationError("0 readers and 0 writers: nothing would run") }
        guard (0..<seconds).contains(denyAfter) else {
            throw ValidationError("--deny-after must be from 0 to less than --seconds, not \(denyAfter)")
        }
        if let name = strategy ?? getenv(Self.strategyVariable).map({ String(cString: $0) }), !name.isEmpty {
            _ = try known(name, "strategy") as FenceStrategy
        }
    }

    func run() throws {
        let flavor: TortureFlavor = try known(flavor, "flavor")
        arrangeStart()
        guard flavor.isAvailable else { throw FlavorUnavailable(flavor: flavor) }
        var torture = TortureSitting(flavor: flavor, plan: plan(for: flavor))
        throw ExitCode(torture.run() ? 0 : 1)
    }

    /// What is decided before `main` is decided by executing this program once more.
    private func arrangeStart() {
        let early = denyAfter == 0 ? denyMembarrier : nil
        guard strategy != nil || early != nil else { return }
        Restart.once {
            if let strategy { setenv(Self.strategyVariable, strategy, 1) }
            if let early { SystemCallDenial.install([.membarrier], errno: early.errno) }
        }
    }

    private func plan(for flavor: TortureFlavor) -> TorturePlan {
        var plan = TorturePlan(
            gracePeriods: .max,
            seconds: seconds / Double(flavor.shapes.count),
            readers: readers,
            updaters: writers
        )
        if let denyMembarrier, denyAfter > 0 {
            plan.fault = TortureFault(afterSeconds: denyAfter) {
                SystemCallDenial.install([.membarrier], errno: denyMembarrier.errno)
            }
        }
        return plan
    }

    private static let strategyVariable = "RCU_FENCE_STRATEGY"

    private static func names<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private func known<Choice>(_ name: String, _ what: String) throws -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let choice = Choice(rawValue: name) else {
            throw ValidationError("unknown \(what) '\(name)'; known: \(Self.names(of: Choice.self))")
        }
        return choice
    }
}
