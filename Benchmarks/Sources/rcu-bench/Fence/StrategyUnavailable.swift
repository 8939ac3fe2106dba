/// A strategy that this machine cannot serve, and why.
struct StrategyUnavailable: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}
