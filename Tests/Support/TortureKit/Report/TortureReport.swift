/// The outcome of several shapes, and of the controls that came before them.
public struct TortureReport: Sendable {
    /// Each shape's result, in the order in which they ran.
    public private(set) var results: [ShapeResult] = []
    /// Each thing that had to hold.
    public private(set) var checks: [TortureCheck] = []

    public init() {}

    /// How many checks held.
    public var passed: Int { checks.count { $0.passed } }
    /// How many did not.
    public var failed: Int { checks.count { !$0.passed } }

    /// Adds a shape of an RCU that must hold.
    public mutating func add(_ result: ShapeResult, atLeast gracePeriods: Int) {
        results.append(result)
        checks.append(
            TortureCheck("\(result.shape): no violation", passed: result.violations.isEmpty, detail: result.summary)
        )
        checks.append(
            TortureCheck(
                "\(result.shape): at least \(gracePeriods) grace periods",
                passed: result.gracePeriods >= gracePeriods,
                detail: "\(result.gracePeriods)"
            )
        )
    }

    /// Adds a shape of an RCU that is broken on purpose, so that the shape has to notice.
    public mutating func add(control result: ShapeResult, of flavor: String) {
        checks.append(
            TortureCheck(
                "\(result.shape) notices \(flavor)",
                passed: !result.violations.isEmpty,
                detail: result.summary
            )
        )
    }

    /// Adds a check of the caller's own.
    public mutating func add(_ check: TortureCheck) {
        checks.append(check)
    }
}
