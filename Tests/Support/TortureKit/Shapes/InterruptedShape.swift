/// Readers that are interrupted between any two instructions, one time in 64 for 50 us or for a turn of the scheduler.
///
/// What a yield hook between the load of the epoch and the store of the word would do, without a hook in the fast path.
enum InterruptedShape<Flavor: TorturedFlavor> {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        storm(name, plan, inHandler: { _, _ in 0 }, inReader: { _, _ in })
    }

    /// - Parameters:
    ///   - inHandler: what the handler does besides; returns the sections it opened. Async-signal-safe.
    ///   - inReader: what readers do besides, in each turn.
    static func storm(
        _ name: String,
        _ plan: TorturePlan,
        inHandler: @escaping @Sendable (PublishedVersion, ViolationLog) -> Int,
        inReader: @escaping @Sendable (PublishedVersion, ViolationLog) -> Void
    ) -> ShapeResult {
        var crew = Crew(name, plan)
        let published = PublishedVersion(in: VersionPool(count: 1 + PipeUpdater<Flavor>.slots))
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in
                SignalStorm.overCurrentThread { read(published, run, &random, inReader) }
            }
        }
        crew.add { [run = crew.run] _ in
            PipeUpdater<Flavor>.update(published, 0, run)
        }
        let interruption = ReaderInterruption(crew.run) { [log = crew.run.log] in inHandler(published, log) }
        return SignalStorm.run(interruption) { crew.drive() }
    }

    private static func read(
        _ published: PublishedVersion,
        _ run: TortureRun,
        _ random: inout TortureRandom,
        _ also: (PublishedVersion, ViolationLog) -> Void
    ) {
        Flavor.register()
        defer { Flavor.unregister() }
        let log = run.log
        var reads = 0
        var pipe = PipeHistogram()
        while !run.isStopped {
            // The section is short, so that signals fall on its edges.
            let stage = Flavor.read {
                let glimpse = Glimpse(of: published, in: log)
                for _ in 0..<4 { glimpse.verify(in: log) }
                return glimpse.finish(in: log)
            }
            pipe.record(stage)
            also(published, log)
            Flavor.quiescentState()
            reads += 1
        }
        run.count(reads: reads, pipe: pipe)
    }
}
