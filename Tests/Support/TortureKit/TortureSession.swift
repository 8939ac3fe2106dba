/// A sequence of shapes, after the controls that show that the shapes can see anything.
public struct TortureSession: Sendable {
    /// The report so far.
    public private(set) var report = TortureReport()
    private let announce: @Sendable (String) -> Void

    /// - Parameter announce: receives one line for each shape that has ended.
    public init(announce: @escaping @Sendable (String) -> Void = { _ in }) {
        self.announce = announce
    }

    /// Runs each control that can be shown here.
    public mutating func runControls(atMost seconds: Double = 30) {
        for control in TortureControl.allCases {
            if let obstacle = control.obstacle {
                announce("control \(control.rawValue): not run: \(obstacle)")
                continue
            }
            let result = control.run(atMost: seconds)
            announce("control \(control.rawValue): \(result.summary)")
            report.add(control: result, of: control.rawValue)
        }
    }

    /// Runs each shape by the plan. A stall ends the session.
    public mutating func run(_ shapes: [TortureShape], _ plan: TorturePlan) {
        for shape in shapes {
            let result = shape.run(plan)
            announce(result.summary)
            report.add(result, atLeast: plan.updaters > 0 ? plan.leastGracePeriods : 0)
            if result.violations[.stalled] != nil { return }
        }
    }
}
