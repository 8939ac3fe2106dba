internal import TestThreads

/// Threads that read a little and exit, in bursts, while an updater runs: registration, and what exit leaves behind.
enum ChurnShape<Flavor: TorturedFlavor> {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        run(name, plan, lastRead: { _ in })
    }

    /// - Parameter lastRead: what each thread does last, where a flavor allows more than others.
    static func run(
        _ name: String,
        _ plan: TorturePlan,
        lastRead: @escaping @Sendable (_ draw: UInt64) -> Void
    ) -> ShapeResult {
        var crew = Crew(name, plan)
        let published = PublishedVersion(in: VersionPool(count: 1 + PipeUpdater<Flavor>.slots))
        crew.add { [run = crew.run] random in
            while !run.isStopped { burst(published, run, &random, lastRead) }
        }
        crew.add { [run = crew.run] _ in
            PipeUpdater<Flavor>.update(published, 0, run)
        }
        return crew.drive()
    }

    private static func burst(
        _ published: PublishedVersion,
        _ run: TortureRun,
        _ random: inout TortureRandom,
        _ lastRead: @escaping @Sendable (UInt64) -> Void
    ) {
        let threads = (0...random.below(8)).map { _ in
            let seed = random.next()
            return TestThread {
                var random = TortureRandom(seed: seed)
                Flavor.register()
                let reads = random.below(8)
                var pipe = PipeHistogram()
                for _ in 0..<reads {
                    pipe.record(NestedShape<Flavor>.section(published, run.log, &random))
                    Flavor.quiescentState()
                }
                Flavor.unregister()
                run.count(reads: reads, pipe: pipe)
                lastRead(random.next())
            }
        }
        for thread in threads { thread.join() }
    }
}
