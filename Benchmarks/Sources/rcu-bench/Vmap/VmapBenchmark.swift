import BenchmarkKit
import Foundation

/// Runs the scenarios on this package's allocator and on its peers, in turn and in rounds, each in a process of its own:
/// a process has one `malloc`, and what one run leaves in it is not the next one's to find.
struct VmapBenchmark {
    let scenarios: [VmapScenario]
    let subjects: [VmapSubject]
    let plan: VmapPlan
    let rounds: Int

    struct Run: Hashable {
        let scenario: VmapScenario
        let subject: VmapSubject
    }

    var runs: [Run] {
        scenarios.flatMap { scenario in subjects.map { Run(scenario: scenario, subject: $0) } }
    }

    func rows() throws -> [VmapRow] {
        let runs = runs
        if rounds == 1, runs.count == 1, let row = rowFromHere(runs[0]) { return VmapRow.compared([row]) }
        var measured = [[VmapRow]](repeating: [], count: runs.count)
        for round in 1...rounds {
            for (index, run) in runs.enumerated() {
                Progress.show(
                    """
                    scenario \(run.scenario.rawValue), \(run.subject.name) \
                    (run \(index + 1) of \(runs.count), round \(round) of \(rounds))
                    """
                )
                measured[index] += try rowsFromChild(run)
            }
        }
        return VmapRow.compared(measured.compactMap(VmapRow.combined))
    }

    /// Nil where the run needs a process that is prepared for it.
    private func rowFromHere(_ run: Run) -> VmapRow? {
        switch run.subject {
        case .own(let policy):
            return VmapRow(run.scenario, policy, plan, policy.measure(run.scenario, plan))
        case .peer(let peer):
            guard PeerProcess.isFor(peer), let sequence = PageSequence(run.scenario, blockPages: plan.blockPages) else {
                return nil
            }
            if let obstacle = peer.obstacle { return VmapRow(run.scenario, peer, plan, note: obstacle) }
            return VmapRow(run.scenario, peer, plan, peer.measure(sequence, plan))
        }
    }

    private func rowsFromChild(_ run: Run) throws -> [VmapRow] {
        switch run.subject {
        case .own(let policy):
            return try rowsFromChild(run, choosing: ["--policies", policy.rawValue], environment: [:])
        case .peer(let peer):
            var rows: [VmapRow] = []
            for library in peer.libraries {
                rows = try rowsFromChild(run, of: peer, library: library)
                if rows.allSatisfy({ $0.note == nil }) { break }
            }
            return rows
        }
    }

    /// A peer that does not run here is a row that says why, and ends nothing.
    private func rowsFromChild(_ run: Run, of peer: PeerName, library: String?) throws -> [VmapRow] {
        do {
            return try rowsFromChild(
                run,
                choosing: ["--only-peers", "--peers", peer.rawValue],
                environment: PeerProcess.environment(for: peer, library: library)
            )
        } catch let failure as ChildFailure {
            return [VmapRow(run.scenario, peer, plan, note: failure.description)]
        }
    }

    private func rowsFromChild(
        _ run: Run,
        choosing subject: [String],
        environment: [String: String]
    ) throws -> [VmapRow] {
        var arguments = ["vmap"] + subject
        arguments += plan.operations.map { ["--operations", "\($0)"] } ?? ["--scenarios", run.scenario.rawValue]
        arguments += [
            "--block-pages", "\(plan.blockPages)", "--threads", "\(plan.threads)", "--form", plan.form.rawValue,
            "--timed-pairs", "\(plan.timedPairs)", "--format", "json",
        ]
        if plan.touches { arguments.append("--touch") }
        if plan.producerConsumer { arguments.append("--producer-consumer") }
        // The child's status 1 says that a verdict is FAIL, which its row says too.
        let output = try SelfInvocation(arguments: arguments, environment: environment).output(accepting: [0, 1])
        return try JSONDecoder().decode(ChildReport<VmapRow>.self, from: output).rows
    }
}
