/// One reader that opens a section, closes it, and then does nothing until the grace period is over: nobody else can
/// wake an updater whose wake-up was lost, so the run stalls.
///
/// The section's length varies around an updater's patience: it is just falling asleep when the section closes.
/// Where the flavor counts such sleeps, that length is found by looking; elsewhere all lengths are tried.
enum HandshakeShape<Flavor: TorturedFlavor> {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        run(name, plan, countingSleeps: nil)
    }

    static func run(
        _ name: String,
        _ plan: TorturePlan,
        countingSleeps sleeps: (@Sendable () -> UInt64)?
    ) -> ShapeResult {
        var crew = Crew(name, plan)
        let published = PublishedVersion(in: VersionPool(count: 2))
        let turns = Turns()
        let filler = StoreBufferFiller()
        crew.add { [run = crew.run] random in
            read(published, turns, filler, SectionLength(isAdaptive: sleeps != nil), run, &random)
        }
        crew.add { [run = crew.run] _ in update(published, turns, run, sleeps ?? { 0 }) }
        return crew.drive()
    }

    private static func read(
        _ published: PublishedVersion,
        _ turns: Turns,
        _ filler: StoreBufferFiller,
        _ length: SectionLength,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        Processors.pin(to: 0)
        var length = length
        var reads = 0
        while !run.isStopped {
            let looks = length.draw(&random)
            Flavor.register()
            Flavor.readLock()
            let glimpse = Glimpse(of: published, in: run.log)
            turns.passToUpdater()
            for _ in 0..<looks { glimpse.verify(in: run.log) }
            if random.next() & 1 == 0 { filler.fill(&random) }
            Flavor.readUnlock()
            Flavor.unregister()
            reads += 1
            length.learn(updaterSlept: turns.awaitReader())
        }
        turns.passToUpdater()
        run.count(reads: reads)
    }

    private static func update(
        _ published: PublishedVersion,
        _ turns: Turns,
        _ run: TortureRun,
        _ sleeps: @Sendable () -> UInt64
    ) {
        Processors.pin(to: 1)
        var serial: UInt64 = 0
        turns.awaitUpdater()
        while !run.isStopped {
            serial += 1
            let new = published.pool[Int(serial & 1)]
            new.bringToLife(serial: serial)
            let old = published.exchange(new)
            let before = sleeps()
            Flavor.synchronize()
            old.kill()
            run.countGracePeriod()
            turns.passToReader(slept: sleeps() != before)
            turns.awaitUpdater()
        }
        turns.passToReader(slept: false)
    }
}
