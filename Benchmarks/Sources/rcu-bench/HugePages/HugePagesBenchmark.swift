import BenchmarkKit

/// Runs seed 3's program over huge pages and over small ones, in turn and in rounds.
struct HugePagesBenchmark {
    let mebibytes: Int
    let rounds: Int

    var bytes: Int { mebibytes << 20 }

    func rows() -> [HugePageRow] {
        // The first run over memory that the machine has not used yet is far slower, whatever the pages: discarded.
        for policy in PagePolicy.allCases { _ = turn(policy, "the run that is discarded") }
        var measured: [PagePolicy: [HugePagesTurn]] = [:]
        for round in 1...rounds {
            for policy in PagePolicy.allCases {
                measured[policy, default: []].append(turn(policy, "round \(round) of \(rounds)"))
            }
        }
        return HugePageRow.rows(measured, bytes: bytes)
    }

    private func turn(_ policy: PagePolicy, _ which: String) -> HugePagesTurn {
        Progress.show("\(policy.rawValue) pages, \(which)")
        return HugePagesTurn(bytes: bytes, policy: policy, memory: MappedMemory.self)
    }
}
