import BenchmarkKit

/// A row of the contract: what a phase took over memory of one policy, and what that memory was.
struct HugePageRow: Sendable, Equatable {
    let phase: HugePagePhase
    let policy: PagePolicy
    let microseconds: Int
    /// As read after the first phase; of the rounds the one farthest from what it should be.
    let anonHugeKiB: Int?
    /// How many times faster huge pages are, in both rows of a phase.
    let ratio: Double?
    /// What is wrong with the memory; nil if it is what the policy says.
    let note: String?

    /// The rows of both policies: six for each, from the medians of the rounds.
    static func rows(_ rounds: [PagePolicy: [HugePagesTurn]], bytes: Int) -> [HugePageRow] {
        PagePolicy.allCases.flatMap { policy in
            rows(of: policy, rounds, HugePageProof(rounds[policy] ?? [], policy: policy, bytes: bytes))
        }
    }

    private static func rows(
        of policy: PagePolicy,
        _ rounds: [PagePolicy: [HugePagesTurn]],
        _ proof: HugePageProof
    ) -> [HugePageRow] {
        HugePagePhase.allCases.indices.compactMap { index in
            func median(_ policy: PagePolicy) -> UInt64? { rounds[policy]?.map { $0.nanoseconds[index] }.median }
            guard let own = median(policy), let huge = median(.huge), let base = median(.base) else { return nil }
            return HugePageRow(
                phase: HugePagePhase.allCases[index],
                policy: policy,
                microseconds: Int((own + 500) / 1000),
                anonHugeKiB: proof.hugeBytes.map { $0 >> 10 },
                ratio: Double(base) / Double(huge),
                note: proof.objection
            )
        }
    }

    var fields: [ReportField] {
        [
            ReportField("phase", .text(phase.rawValue)),
            ReportField("policy", .text(policy.rawValue)),
            ReportField("microseconds", .integer(microseconds)),
            ReportField("anonHugeKiB", ReportValue(anonHugeKiB)),
            ReportField("ratio", ReportValue(ratio)),
            ReportField("seedRatio", ReportValue(phase.seedRatio)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
