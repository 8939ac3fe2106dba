import AsymmetricFences
import BenchmarkKit

/// Times the fences, each strategy in the process it needs.
struct FencesBenchmark {
    let fences: [FenceName]
    let strategies: [FenceStrategy]
    let siblings: [Int]
    let calls: Int
    let globalCalls: Int

    /// Fences a sample, for those that cost less than a look at the clock.
    private static let cheapFencesPerSample = 1024

    func rows() throws -> [FenceRow] {
        var rows: [FenceRow] = []
        for fence in fences {
            switch fence {
            case .light:
                rows += siblings.map { time(LightFence.self, fence, siblings: $0, batch: Self.cheapFencesPerSample) }
            case .full:
                rows += siblings.map { time(FullFence.self, fence, siblings: $0, batch: Self.cheapFencesPerSample) }
            case .heavy: rows += try strategies.flatMap(heavyRows)
            case .global: rows += globalRows()
            }
        }
        return rows
    }

    private func heavyRows(_ strategy: FenceStrategy) throws -> [FenceRow] {
        switch StrategyRoute(to: strategy) {
        case .here:
            return siblings.map { count in
                time(HeavyFence.self, .heavy, strategy: strategy, siblings: count)
            }
        case .denied(let inUse):
            return unavailable(strategy, note: "the system denied \(strategy.rawValue): \(inUse.rawValue) in use")
        case .child:
            Progress.show("heavy fences, \(strategy.rawValue)")
            let arguments = [
                "fences", "--fences", "heavy", "--strategies", strategy.rawValue, "--calls", "\(calls)",
                "--global-calls", "\(globalCalls)", "--siblings", siblings.map(String.init).joined(separator: ","),
            ]
            do {
                return try StrategyRoute.report(under: strategy, arguments: arguments, rows: FenceRow.self)
            } catch let failure as StrategyUnavailable {
                return unavailable(strategy, note: failure.reason)
            }
        }
    }

    private func globalRows() -> [FenceRow] {
        if let refusal = GlobalMembarrier.refusal() {
            return siblings.map { FenceRow(.global, strategy: nil, siblings: $0, note: refusal) }
        }
        return siblings.map { time(GlobalMembarrier.self, .global, siblings: $0) }
    }

    private func unavailable(_ strategy: FenceStrategy, note: String) -> [FenceRow] {
        siblings.map { FenceRow(.heavy, strategy: strategy.rawValue, siblings: $0, note: note) }
    }

    private func time<Fence: BenchmarkedFence>(
        _ type: Fence.Type,
        _ name: FenceName,
        strategy: FenceStrategy? = nil,
        siblings: Int,
        batch: Int = 1
    ) -> FenceRow {
        Progress.show("\(name.rawValue) fences, \(siblings) siblings running")
        let samples = name == .global || strategy == .global ? globalCalls : calls
        let timing = FenceTiming(siblings: siblings, samples: samples, fencesPerSample: batch)
        let latencies = timing.measure(type)
        return FenceRow(
            name,
            strategy: strategy?.rawValue,
            siblings: siblings,
            calls: samples * batch,
            latencies: latencies
        )
    }
}
