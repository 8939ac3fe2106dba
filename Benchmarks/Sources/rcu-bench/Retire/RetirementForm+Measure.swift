import LibURCU
import ReadCopyUpdate

extension RetirementForm {
    /// Runs it in this process. Each case names a concrete retirer, so that its loop is specialised.
    func measure(_ implementation: ImplementationName, _ plan: RetirePlan) -> RetirementMeasurement {
        switch (self, implementation) {
        case (.object, _): RetirementRun<ObjectRetirer>.measure(plan)
        case (.pointer, _): RetirementRun<PointerRetirer>.measure(plan)
        case (.closure, _): RetirementRun<ClosureRetirer>.measure(plan)
        case (.deferRCU, _): RetirementRun<DeferRCURetirer>.measure(plan)
        case (.callRCU, .rcu): RetirementRun<CallRCURetirer<RCU>>.measure(plan)
        case (.callRCU, .liburcuMemb): RetirementRun<CallRCURetirer<Memb>>.measure(plan)
        case (.callRCU, .liburcuMB): RetirementRun<CallRCURetirer<MB>>.measure(plan)
        case (.callRCU, .liburcuBP): RetirementRun<CallRCURetirer<BP>>.measure(plan)
        case (.callRCU, .liburcuQSBR): RetirementRun<CallRCURetirer<QSBR>>.measure(plan)
        }
    }
}
