/// One way of putting an RCU under stress. No single one finds every mistake.
public struct TortureShape: Sendable {
    /// The shape's name.
    public let name: String
    private let body: @Sendable (_ name: String, TorturePlan) -> ShapeResult

    init(_ name: String, _ body: @escaping @Sendable (_ name: String, TorturePlan) -> ShapeResult) {
        self.name = name
        self.body = body
    }

    /// Runs the shape and returns when its threads have ended, or have been given up.
    public func run(_ plan: TorturePlan) -> ShapeResult {
        body(name, plan)
    }
}
