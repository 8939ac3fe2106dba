internal import TortureKit

/// The broken flavors, each of which a shape has to notice.
struct ControlsMode: ProbeMode {
    private let seconds: Double

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        seconds = try options.takeDouble("seconds", default: 30)
    }

    func run(_ report: inout ProbeReport) {
        for control in TortureControl.allCases {
            if let obstacle = control.obstacle {
                report.say(control.rawValue, "not run: \(obstacle)")
                continue
            }
            let result = control.run(atMost: seconds)
            report.require(!result.violations.isEmpty, control.rawValue, result.summary)
        }
    }
}
