import BenchmarkKit

/// Runs seed 3's program over huge pages and over small ones, in turn and in rounds.
struct HugePagesBenchmark {
    let mebibytes: Int
    let rounds: Int

    var bytes: Int { mebibytes << 20 }

    func rows() -> [HugePageRow] {
        var measured: [PagePolicy: [HugePagesTurn]] = [:]
        for round in 1...rounds {
            for policy in PagePolicy.allCases {
                Progress.show("\(policy.rawValue) pages, round \(round) of \(rounds)")
                warmUp(policy)
                let turn = HugePagesTurn(bytes: bytes, policy: policy)
                measured[policy, default: []].append(turn)
            }
        }
        return HugePageRow.rows(measured, bytes: bytes)
    }

    /// Touches as much memory as a turn needs and gives it back, until that gets no faster.
    ///
    /// Memory that a virtual machine has not used yet its host must find first, which takes longer than all that is measured; and what
    /// the machine leaves free for two seconds it may hand back to the host. So each turn has its own, not only the first, and under its
    /// own policy: small pages come from other free lists than huge ones.
    private func warmUp(_ policy: PagePolicy) {
        var best = UInt64.max
        for _ in 1...Self.longestWarmUp {
            let began = MonotonicTime.now.nanoseconds
            HugePagesTurn.fault(bytes: bytes, policy: policy)
            let took = MonotonicTime.now.nanoseconds - began
            guard took < best / 10 * 9 else { return }
            best = took
        }
    }

    private static let longestWarmUp = 8
}
