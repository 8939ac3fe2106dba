import BenchmarkKit
import BlockAllocator

extension VmapPolicy {
    /// Measures this package's allocator in this process. Each form names a concrete source, so that its loop is specialised.
    func measure(_ scenario: VmapScenario, _ plan: VmapPlan) -> VmapMeasurement {
        if let operations = plan.operations {
            return MixedRun(source: BlockAllocatorSource(allocator: makeAllocator(plan)), operations: operations)
                .measure()
        }
        guard let sequence = PageSequence(scenario, blockPages: plan.blockPages) else {
            preconditionFailure(
                "scenario \(scenario.rawValue) is no sequence of pairs, and there is no number of operations"
            )
        }
        // Insertion at the head leaves blocks behind in each pass.
        let isBounded = self == .tail
        switch plan.form {
        case .range:
            return VmapRun(sequence: sequence, plan: plan, isBounded: isBounded) {
                PageRangeSource(allocator: makeAllocator(plan))
            }.measure()
        case .address:
            return VmapRun(sequence: sequence, plan: plan, isBounded: isBounded) {
                BlockAllocatorSource(allocator: makeAllocator(plan))
            }.measure()
        }
    }

    /// The blocks that are live after each iteration of scenario 1, as the allocator counts them.
    func growth(_ plan: VmapPlan) -> [Int] {
        guard let sequence = PageSequence(.exhaust, blockPages: plan.blockPages) else { return [] }
        let iteration = PageSequence(steps: sequence.steps, iterations: 1)
        let allocator = makeAllocator(plan)
        return BenchmarkThread(on: Processor.usable[0]) {
            (0..<sequence.iterations).map { _ in
                PassLoop.run(PageRangeSource(allocator: allocator), iteration, touching: false)
                return Int(allocator.statistics.blocksLive)
            }
        }.join()
    }

    private func makeAllocator(_ plan: VmapPlan) -> BlockAllocator {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = plan.blockPages
        configuration.insertion = self == .head ? .head : .tail
        // A debug build would otherwise time the poison.
        configuration.poisonOnFree = false
        do {
            return try BlockAllocator(configuration)
        } catch {
            BenchmarkAbort.abort("rcu-bench: vmap: no allocator: \(error)", status: .software)
        }
    }
}
