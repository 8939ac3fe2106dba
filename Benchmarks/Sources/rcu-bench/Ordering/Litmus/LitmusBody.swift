import Synchronization

/// What the threads execute, compiled for each fence.
enum LitmusBody<Fence: BenchmarkedFence> {
    typealias Function = @Sendable (LitmusSide) -> LitmusObservation

    static func left(_ shape: LitmusShape) -> Function {
        switch shape {
        case .storeBuffering: storeThenLoad
        case .messagePassing: storeThenStore
        case .concurrent: loadsAndStores
        case .nonConcurrent: loadsAndStoresFirst
        }
    }

    static func right(_ shape: LitmusShape) -> Function {
        switch shape {
        case .storeBuffering: storeThenLoad
        case .messagePassing: loadThenLoad
        case .concurrent: loadsAndStores
        case .nonConcurrent: loadsAndStoresSecond
        }
    }

    @Sendable
    private static func storeThenLoad(_ side: LitmusSide) -> LitmusObservation {
        side.ownEarly.pointee.store(1, ordering: .relaxed)
        Fence.issue()
        return LitmusObservation(late: side.otherEarly.pointee.load(ordering: .relaxed))
    }

    @Sendable
    private static func storeThenStore(_ side: LitmusSide) -> LitmusObservation {
        side.ownEarly.pointee.store(1, ordering: .relaxed)
        Fence.issue()
        side.ownLate.pointee.store(1, ordering: .relaxed)
        return LitmusObservation()
    }

    @Sendable
    private static func loadThenLoad(_ side: LitmusSide) -> LitmusObservation {
        var observation = LitmusObservation()
        observation.early = side.otherLate.pointee.load(ordering: .relaxed)
        Fence.issue()
        observation.late = side.otherEarly.pointee.load(ordering: .relaxed)
        return observation
    }

    /// A load and a store on either side of the fence: all that a full barrier keeps apart.
    @Sendable
    private static func loadsAndStores(_ side: LitmusSide) -> LitmusObservation {
        var observation = LitmusObservation()
        observation.early = side.otherLate.pointee.load(ordering: .relaxed)
        side.ownEarly.pointee.store(1, ordering: .relaxed)
        Fence.issue()
        observation.late = side.otherEarly.pointee.load(ordering: .relaxed)
        side.ownLate.pointee.store(1, ordering: .relaxed)
        return observation
    }

    @Sendable
    private static func loadsAndStoresFirst(_ side: LitmusSide) -> LitmusObservation {
        let observation = loadsAndStores(side)
        side.handOver.pointee.store(1, ordering: .releasing)
        return observation
    }

    @Sendable
    private static func loadsAndStoresSecond(_ side: LitmusSide) -> LitmusObservation {
        LitmusRendezvous.wait { side.handOver.pointee.load(ordering: .acquiring) != 0 }
        return loadsAndStores(side)
    }
}
