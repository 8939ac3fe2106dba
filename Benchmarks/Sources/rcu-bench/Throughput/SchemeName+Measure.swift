import LibURCU

extension SchemeName {
    /// Runs the scheme in this process. Each case names a concrete reader, so that its loops are specialised.
    func measure(_ plan: RunPlan) -> Measurement {
        switch self {
        case .liburcuMB: ThroughputRun<FlavorReader<MB>>.measure(self, plan: plan)
        case .liburcuSignal: ThroughputRun<FlavorReader<Signal>>.measure(self, plan: plan)
        case .liburcuMemb: ThroughputRun<FlavorReader<MembWithoutCheck>>.measure(self, plan: plan)
        case .liburcuMembDynamic: ThroughputRun<FlavorReader<Memb>>.measure(self, plan: plan)
        case .liburcuBP: ThroughputRun<FlavorReader<BP>>.measure(self, plan: plan)
        case .liburcuQSBR: ThroughputRun<FlavorReader<QSBR>>.measure(self, plan: plan)
        case .rcu, .rcuSignal, .rcuMprotect: ThroughputRun<RCUReader>.measure(self, plan: plan)
        case .rcuQSBR: ThroughputRun<RCUQSBRReader>.measure(self, plan: plan)
        case .mutex: ThroughputRun<MutexReader>.measure(self, plan: plan)
        case .nioLock: ThroughputRun<NIOLockReader>.measure(self, plan: plan)
        case .rwlock: ThroughputRun<RWLockReader>.measure(self, plan: plan)
        case .atomicReference: ThroughputRun<AtomicReferenceReader>.measure(self, plan: plan)
        case .unsynchronized: ThroughputRun<UnsynchronizedReader>.measure(self, plan: plan)
        }
    }
}
