/// One reader and one updater, each on a processor of its own, and one canary: nothing in the way of a missing fence.
///
/// The updater reclaims at once after its grace period; the reader looks at the canary again and again while its
/// section is open. With one reader there is no delay from scheduling, so the window is as wide, relative to the whole,
/// as it can be.
enum CanaryShape<Flavor: TorturedFlavor> {
    private static var slots: Int { 64 }

    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        add(to: &crew)
        return crew.drive()
    }

    static func add(to crew: inout Crew) {
        let published = PublishedVersion(in: VersionPool(count: slots))
        let filler = StoreBufferFiller()
        crew.add { [run = crew.run] random in read(published, filler, run, &random) }
        crew.add { [run = crew.run] _ in update(published, run) }
    }

    private static func read(
        _ published: PublishedVersion,
        _ filler: StoreBufferFiller,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        Processors.pin(to: 0)
        Flavor.register()
        defer { Flavor.unregister() }
        let log = run.log
        var reads = 0
        while !run.isStopped {
            let looks = 1 << random.below(12)
            if random.next() & 7 != 0 { filler.fill(&random) }
            Flavor.read {
                let glimpse = Glimpse(of: published, in: log)
                for _ in 0..<looks { glimpse.verify(in: log) }
            }
            Flavor.quiescentState()
            reads += 1
        }
        run.count(reads: reads)
    }

    private static func update(_ published: PublishedVersion, _ run: TortureRun) {
        Processors.pin(to: 1)
        var serial: UInt64 = 0
        while !run.isStopped {
            serial += 1
            let new = published.pool[Int(truncatingIfNeeded: serial) % slots]
            new.bringToLife(serial: serial)
            let old = published.exchange(new)
            Flavor.synchronize()
            old.kill()
            run.countGracePeriod()
        }
    }
}
