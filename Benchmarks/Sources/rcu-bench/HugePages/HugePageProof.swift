/// Whether the memory of all rounds was what its policy says.
struct HugePageProof {
    /// Of the rounds the figure farthest from what it should be; nil if the kernel told none.
    let hugeBytes: Int?
    /// What is wrong, nil if nothing is.
    let objection: String?

    init(_ turns: [HugePagesTurn], policy: PagePolicy, bytes: Int) {
        self.init(hugeBytes: turns.map(\.hugeBytes), policy: policy, bytes: bytes)
    }

    init(hugeBytes figures: [Int?], policy: PagePolicy, bytes: Int) {
        let told = figures.compactMap { $0 }
        hugeBytes = policy == .huge ? told.min() : told.max()
        let expected = policy.expectedHugeBytes(of: bytes)
        if told.count < figures.count || told.isEmpty {
            objection = "not proven: the kernel does not tell what backs the memory"
        } else if let hugeBytes, hugeBytes != expected {
            objection = "\(hugeBytes >> 10) KiB of \(bytes >> 10) KiB are huge pages, expected \(expected >> 10)"
        } else {
            objection = nil
        }
    }
}
