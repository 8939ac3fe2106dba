import AsymmetricFences
import BenchmarkKit
import LibURCU

/// Runs the schemes, in turn and in rounds, each in the process it needs.
struct ThroughputBenchmark {
    let plan: RunPlan
    let schemes: [SchemeName]
    let rounds: Int

    /// The rows, one a scheme, in the order of the command line.
    func rows() throws -> [ThroughputRow] {
        var measured = [[ThroughputRow]](repeating: [], count: schemes.count)
        for round in 1...rounds {
            for (index, scheme) in schemes.enumerated() {
                Progress.show(
                    "\(scheme.rawValue) (scheme \(index + 1) of \(schemes.count), round \(round) of \(rounds))"
                )
                measured[index].append(try row(scheme))
            }
        }
        return ThroughputRow.compared(measured.compactMap(ThroughputRow.median))
    }

    private func row(_ scheme: SchemeName) throws -> ThroughputRow {
        if let obstacle = scheme.obstacle {
            return ThroughputRow(scheme, plan: plan, note: obstacle)
        }
        guard let strategy = scheme.forcedStrategy else { return rowFromHere(scheme) }
        switch StrategyRoute(to: strategy) {
        case .here:
            return rowFromHere(scheme)
        case .denied(let inUse):
            return ThroughputRow(
                scheme,
                plan: plan,
                note: "the system denied \(strategy.rawValue): \(inUse.rawValue) in use"
            )
        case .child:
            return try rowFromChild(scheme, strategy: strategy)
        }
    }

    private func rowFromHere(_ scheme: SchemeName) -> ThroughputRow {
        let processors = Processor.usable.count
        return ThroughputRow(scheme, plan: plan, measurement: scheme.measure(plan), processors: processors)
    }

    private func rowFromChild(_ scheme: SchemeName, strategy: FenceStrategy) throws -> ThroughputRow {
        let arguments = [
            "throughput", "--schemes", scheme.rawValue, "--readers", "\(plan.readers)", "--writers", "\(plan.writers)",
            "--seconds", "\(plan.seconds)", "--read-length", "\(plan.readLength)", "--write-delay",
            "\(plan.writeDelay)",
        ]
        do {
            let rows = try StrategyRoute.report(under: strategy, arguments: arguments, rows: ThroughputRow.self)
            return rows.first ?? ThroughputRow(scheme, plan: plan, note: "the child process reported no row")
        } catch let failure as StrategyUnavailable {
            return ThroughputRow(scheme, plan: plan, note: failure.reason)
        }
    }
}
