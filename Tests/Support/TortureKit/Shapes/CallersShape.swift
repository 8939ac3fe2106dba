internal import TestThreads

/// Updaters in bursts of three, each of which goes as soon as it has been served: whoever is left must be woken all the
/// same.
///
/// Where an updater runs all the time, its next grace period serves one that was forgotten, and nobody notices.
enum CallersShape<Flavor: TorturedFlavor> {
    private static var callers: Int { 3 }

    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        let slots = SlotAllocator(count: 64)
        let published = PublishedVersion(in: slots.pool, first: slots.take())
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in NestedShape<Flavor>.read(published, run, &random) }
        }
        crew.add { [run = crew.run] random in
            while !run.isStopped { burst(published, slots, run, &random) }
        }
        return crew.drive(finally: { [log = crew.run.log] in
            if slots.taken != 1 { log.record(.leaked) }
        })
    }

    private static func burst(
        _ published: PublishedVersion,
        _ slots: SlotAllocator,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        let threads = (0..<callers).map { _ in
            let gracePeriods = 1 + random.below(8)
            return TestThread {
                for _ in 0..<gracePeriods {
                    let old = published.exchange(slots.take())
                    Flavor.synchronize()
                    slots.giveBack(old)
                    run.countGracePeriod()
                }
            }
        }
        for thread in threads { thread.join() }
    }
}
