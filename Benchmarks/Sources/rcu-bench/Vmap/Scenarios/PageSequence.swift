/// The requests of a scenario, worked out before anything is timed: steps of so many equal pairs.
struct PageSequence: Sendable {
    /// The same request a number of times, each returned before the next is made.
    struct Step: Sendable, Equatable {
        let pages: UInt32
        let pairs: UInt32
    }

    /// The largest request that a block serves.
    static let largestRequest = 64
    private static let largestOrder = 6

    /// One iteration.
    let steps: [Step]
    let iterations: Int

    /// Pairs of one iteration.
    let pairsPerIteration: Int

    init(steps: [Step], iterations: Int) {
        self.steps = steps
        self.iterations = iterations
        pairsPerIteration = steps.reduce(0) { $0 + Int($1.pairs) }
    }

    /// The seed's scenario for blocks of so many pages; nil for one that is not a sequence of pairs.
    init?(_ scenario: VmapScenario, blockPages: Int) {
        switch scenario {
        case .exhaust:
            self.init(steps: [Step(16, pairs: 1), Step(8, pairs: (blockPages - 16) / 8 - 1)], iterations: 1000)
        case .random:
            var generator = FixedGenerator()
            // Ten thousand requests are one iteration, since none repeats another.
            self.init(steps: (0..<10_000).map { _ in Step(generator.nextSize(), pairs: 1) }, iterations: 1)
        case .ascending:
            let orders = 0...Self.largestOrder
            let holes = orders.map { Step(1 << $0, pairs: blockPages / (1 << $0) - 1) }
            let fillings = orders.map { Step(1 << $0, pairs: 1) }
            self.init(steps: holes + fillings, iterations: 1000)
        case .mixed:
            return nil
        }
    }

    /// All pairs, in all iterations.
    var pairs: Int { pairsPerIteration * iterations }

    /// The same steps, in as many iterations as about so many pairs take; at least one, at most these.
    func shortened(toPairs limit: Int) -> PageSequence {
        PageSequence(steps: steps, iterations: min(iterations, max(1, limit / pairsPerIteration)))
    }
}

extension PageSequence.Step {
    init(_ pages: Int, pairs: Int) {
        self.init(pages: UInt32(pages), pairs: UInt32(pairs))
    }
}
