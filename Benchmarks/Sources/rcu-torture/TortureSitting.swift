import AsymmetricFences
import Glibc
import TortureFlavors
import TortureKit

/// One run of the command: the controls, the shapes, and the lines that tell of them.
struct TortureSitting {
    let flavor: TortureFlavor
    let plan: TorturePlan
    private var session = TortureSession(announce: { Self.say($0) })

    init(flavor: TortureFlavor, plan: TorturePlan) {
        self.flavor = flavor
        self.plan = plan
    }

    /// Runs everything and returns whether every check passed.
    mutating func run() -> Bool {
        Self.say("flavor \(flavor.rawValue), \(flavor.shapes.count) shapes of \(plan.seconds) s each")
        session.runControls()
        session.run(flavor.shapes, plan)
        var report = session.report
        if let fault = plan.fault {
            report.add(TortureCheck("the filter was installed", passed: fault.hasStruck, detail: "\(fault.hasStruck)"))
        }
        for check in report.checks where !check.passed { Self.say("FAILED \(check.name) (\(check.detail))") }
        Self.say("strategy \(FenceStrategy.current.rawValue), \(AsymmetricFence.statistics.strategiesDenied) denied")
        Self.say("\(report.passed) passed, \(report.failed) failed")
        return report.failed == 0
    }

    /// Each line at once: a run that is stopped has told what it knew.
    private static func say(_ line: String) {
        var line = line + "\n"
        line.withUTF8 { bytes in
            _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
