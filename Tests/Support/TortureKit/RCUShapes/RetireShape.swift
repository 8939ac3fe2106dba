internal import ReadCopyUpdate
internal import TestThreads

/// Retirement from inside and outside sections, from threads that end at once, and from destructors: what is destroyed too
/// early a reader finds poisoned, and what is lost is missing from the pool.
enum RetireShape {
    /// What is retired is not destroyed at once, and the pool is small.
    private static let retirementsBetweenBarriers = 16

    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        let slots = SlotAllocator(count: 8 * retirementsBetweenBarriers)
        let published = PublishedVersion(in: slots.pool, first: slots.take())
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in NestedShape<OwnRCU>.read(published, run, &random) }
        }
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in
                while !run.isStopped { retire(published, slots, run, &random) }
            }
        }
        crew.add { [run = crew.run] random in
            while !run.isStopped {
                let seed = random.next()
                TestThread {
                    var random = TortureRandom(seed: seed)
                    retire(published, slots, run, &random, barrier: false)
                }.join()
                RCU.barrier()
            }
        }
        return crew.drive(finally: { [log = crew.run.log] in
            // The second for what the destructors of the first have retired.
            RCU.barrier()
            RCU.barrier()
            if slots.taken != 1 { log.record(.leaked) }
        })
    }

    private static func retire(
        _ published: PublishedVersion,
        _ slots: SlotAllocator,
        _ run: TortureRun,
        _ random: inout TortureRandom,
        barrier: Bool = true
    ) {
        for _ in 0..<retirementsBetweenBarriers {
            let old = published.exchange(slots.take())
            let isTwice = random.isOneIn(8)
            let retirement: @Sendable () -> Void = {
                if isTwice { RCU.retire { slots.giveBack(old) } } else { slots.giveBack(old) }
            }
            if random.isOneIn(4) {
                RCU.read { _ in RCU.retire(cost: 256, retirement) }
            } else {
                RCU.retire(cost: 256, retirement)
            }
            run.countGracePeriod()
        }
        if barrier {
            RCU.barrier()
            RCU.barrier()
        }
    }
}
