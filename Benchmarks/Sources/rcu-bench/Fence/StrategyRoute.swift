import AsymmetricFences
import BenchmarkKit
import Foundation

/// Where something must run to run under a strategy: a process has one for life.
enum StrategyRoute {
    /// This process has the strategy already.
    case here
    /// A child process, in whose environment it is forced.
    case child
    /// Forced in this process, and yet another one is in use: the system denied it.
    case denied(inUse: FenceStrategy)

    init(to strategy: FenceStrategy) {
        let current = FenceStrategy.current
        self =
            if current == strategy {
                .here
            } else if StrategyEnvironment.forced == strategy {
                .denied(inUse: current)
            } else {
                .child
            }
    }

    /// Runs this program again under the strategy and decodes its JSON report.
    ///
    /// - Throws: ``StrategyUnavailable`` where the system does not serve the strategy, ``ChildFailure`` for the rest.
    static func report<Row: Decodable>(
        under strategy: FenceStrategy,
        arguments: [String],
        rows: Row.Type,
        accepting statuses: Set<Int32> = [0]
    ) throws -> [Row] {
        let environment = [StrategyEnvironment.variable: strategy.rawValue]
        let child = SelfInvocation(arguments: arguments + ["--format", "json"], environment: environment)
        do {
            return try JSONDecoder().decode(ChildReport<Row>.self, from: child.output(accepting: statuses)).rows
        } catch let failure as ChildFailure where failure.wasSignalled {
            // The library traps, with its reason, when it is forced to a strategy that this machine cannot serve.
            throw StrategyUnavailable(reason: failure.description)
        }
    }
}
