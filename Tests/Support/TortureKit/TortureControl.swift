/// An RCU that is broken on purpose, and the shape that has to notice: a run is worth nothing where these pass.
public enum TortureControl: String, CaseIterable, Sendable {
    /// `synchronize` waits for nobody.
    case noGracePeriod = "no-grace-period"
    /// `synchronize` only yields.
    case yieldOnly = "yield-only"
    /// `synchronize` returns with a grace period that began before it was called.
    case joinedLate = "joined-late"
    /// The end of a nested section ends the outer one.
    case flatNesting = "flat-nesting"
    /// There is no heavy fence: the one control that depends on the machine and on the build.
    case unfenced

    /// Why the mistake cannot be shown here; nil where it can.
    public var obstacle: String? {
        guard self == .unfenced else { return nil }
        #if DEBUG
        return "in a debug build a store waits in its buffer for less time than the code takes to the next load"
        #else
        return Processors.allowed.count > 1 ? nil : "there is one processor"
        #endif
    }

    /// Runs the shape for at most so long, until the first violation.
    public func run(atMost seconds: Double = 30) -> ShapeResult {
        var plan = TorturePlan(gracePeriods: .max, seconds: seconds)
        plan.endsAtFirstViolation = true
        return shape.run(plan)
    }

    private var shape: TortureShape {
        switch self {
        case .noGracePeriod: TortureShape("nested") { NestedShape<NoGracePeriod>.run($0, $1) }
        case .yieldOnly: TortureShape("interrupted") { InterruptedShape<YieldOnly>.run($0, $1) }
        case .joinedLate: TortureShape("nested") { NestedShape<JoinedLate>.run($0, $1) }
        case .flatNesting: TortureShape("nested") { NestedShape<FlatNesting>.run($0, $1) }
        case .unfenced: TortureShape("canary") { CanaryShape<Unfenced>.run($0, $1) }
        }
    }
}
