import BenchmarkKit
import Foundation
import ReadCopyUpdate

/// Runs the ways to retire, in turn and in rounds, each in a process of its own: limits are set once a process, peaks are
/// never reset, and what one leaves in the allocator is not the next one's to find.
struct RetireBenchmark {
    let implementations: [ImplementationName]
    let forms: [RetirementForm]
    let threads: [Int]
    let rounds: Int
    /// All but the number of threads, which is each run's.
    let plan: @Sendable (_ threads: Int) -> RetirePlan

    struct Run: Hashable {
        let implementation: ImplementationName
        let form: RetirementForm
        let threads: Int
    }

    var runs: [Run] {
        threads.flatMap { threads in
            implementations.flatMap { implementation in
                forms.filter { $0.isOffered(by: implementation) }
                    .map { Run(implementation: implementation, form: $0, threads: threads) }
            }
        }
    }

    func rows() throws -> [RetireRow] {
        let runs = runs
        if rounds == 1, let only = runs.first, runs.count == 1 {
            return RetireRow.compared([try rowFromHere(only)])
        }
        var measured = [[RetireRow]](repeating: [], count: runs.count)
        for round in 1...rounds {
            for (index, run) in runs.enumerated() {
                Progress.show(
                    """
                    \(run.implementation.rawValue) \(run.form.rawValue), \(run.threads) threads \
                    (run \(index + 1) of \(runs.count), round \(round) of \(rounds))
                    """
                )
                measured[index] += try rowsFromChild(run)
            }
        }
        return RetireRow.compared(measured.compactMap(RetireRow.combined))
    }

    private func rowFromHere(_ run: Run) throws -> RetireRow {
        let plan = plan(run.threads)
        if plan.limitCount != nil || plan.limitBytes != nil {
            var configuration = RCU.Configuration()
            if let count = plan.limitCount { configuration.retirementLimit.count = count }
            if let bytes = plan.limitBytes { configuration.retirementLimit.bytes = bytes }
            try RCU.configure(configuration)
        }
        return RetireRow(run.implementation, run.form, plan, run.form.measure(run.implementation, plan))
    }

    private func rowsFromChild(_ run: Run) throws -> [RetireRow] {
        let plan = plan(run.threads)
        var arguments = [
            "retire", "--implementations", run.implementation.rawValue, "--forms", run.form.rawValue,
            "--threads", "\(plan.threads)", "--seconds", "\(plan.seconds)", "--object-bytes", "\(plan.objectBytes)",
            "--holder-ms", "\(plan.holderMilliseconds)", "--maximum-backlog-bytes", "\(plan.maximumBacklogBytes)",
            "--format", "json",
        ]
        if let count = plan.limitCount { arguments += ["--limit-count", "\(count)"] }
        if let bytes = plan.limitBytes { arguments += ["--limit-bytes", "\(bytes)"] }
        let output = try SelfInvocation(arguments: arguments, environment: [:]).output()
        return try JSONDecoder().decode(ChildReport<RetireRow>.self, from: output).rows
    }
}
