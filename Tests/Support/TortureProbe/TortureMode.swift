internal import AsymmetricFences
internal import TortureKit

/// Shapes of this package's RCU, under whatever strategy the environment forces, and whatever is denied.
///
/// `--shapes a,b --seconds S --grace-periods N --least N --interruptions N --readers N --deny a,b --errno E --when
/// start|running`
struct TortureMode: ProbeMode {
    private var shapes = RCUShapes.all
    private var plan: TorturePlan

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        plan = TorturePlan(
            gracePeriods: try options.takeInt("grace-periods", default: 100_000),
            seconds: try options.takeDouble("seconds", default: .infinity),
            readers: try options.takeInt("readers", default: 8),
            updaters: try options.takeInt("updaters", default: 2)
        )
        plan.interruptions = try options.takeInt("interruptions", default: 0)
        plan.stallLimit = try options.takeDouble("stall-limit", default: 8)
        plan.leastGracePeriods = try options.takeInt("least", default: 1)
        if let names = options.take("shapes") { try choose(names) }
        if let denied = try DeniedCalls(&options) { try arrange(denied, options.take("when") ?? "start") }
    }

    private mutating func choose(_ names: String) throws(ProbeMistake) {
        let all = shapes
        shapes = []
        for name in names.split(separator: ",") {
            guard let shape = all.first(where: { $0.name == name }) else {
                throw ProbeMistake(
                    line: "\"\(name)\" is no shape; there are \(all.map(\.name).joined(separator: ", "))"
                )
            }
            shapes.append(shape)
        }
    }

    private mutating func arrange(_ denied: DeniedCalls, _ when: String) throws(ProbeMistake) {
        switch when {
        case "start": denied.installBeforeStart()
        case "running":
            plan.fault = TortureFault(afterGracePeriods: 200) {
                ProbeOutput.say("strategyBefore=\(FenceStrategy.current.rawValue)")
                denied.install()
            }
        default: throw ProbeMistake(line: "--when is start or running, not \"\(when)\"")
        }
    }

    func run(_ report: inout ProbeReport) {
        var session = TortureSession { ProbeOutput.say("# \($0)") }
        session.run(shapes, plan)
        for result in session.report.results {
            report.require(result.violations.isEmpty, "\(result.shape).violations", result.violationCount)
            for (kind, count) in result.violations { report.say("\(result.shape).\(kind.name)", count) }
            report.require(
                result.gracePeriods >= plan.leastGracePeriods,
                "\(result.shape).gracePeriods",
                result.gracePeriods
            )
            report.say("\(result.shape).reads", result.reads)
            report.say("\(result.shape).interruptions", result.interruptions)
        }
        if let fault = plan.fault { report.require(fault.hasStruck, "faultStruck", fault.hasStruck) }
        report.require(session.report.results.count == shapes.count, "shapes", session.report.results.count)
    }
}
