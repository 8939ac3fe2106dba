/// Many readers with sections in sections, and several updaters with a ten-stage pipe: the structure, not the fences.
enum NestedShape<Flavor: TorturedFlavor> {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        let published = PublishedVersion(in: VersionPool(count: 1 + plan.updaters * PipeUpdater<Flavor>.slots))
        for _ in 0..<plan.readers {
            crew.add { [run = crew.run] random in read(published, run, &random) }
        }
        for index in 0..<plan.updaters {
            crew.add { [run = crew.run] random in
                Flavor.register()
                defer { Flavor.unregister() }
                PipeUpdater<Flavor>.update(published, index, run) {
                    // An updater is a reader too, between its grace periods.
                    if random.isOneIn(4) { section(published, run.log, &random) }
                    // Updaters that never rest fall into step: each arrives when another's grace period has just begun.
                    if random.isOneIn(4) { Delay.rest(microseconds: random.below(500)) }
                }
            }
        }
        return crew.drive()
    }

    static func read(_ published: PublishedVersion, _ run: TortureRun, _ random: inout TortureRandom) {
        Flavor.register()
        defer { Flavor.unregister() }
        var reads = 0
        var pipe = PipeHistogram()
        while !run.isStopped {
            pipe.record(section(published, run.log, &random))
            Flavor.quiescentState()
            reads += 1
            // More threads than processors: a reader should mostly not be in a section when it loses its own. Not by
            // sched_yield, which Linux since 6.6 answers with a later deadline each time, until the thread starves.
            if reads & 31 == 0 { Delay.rest(microseconds: random.below(100)) }
        }
        run.count(reads: reads, pipe: pipe)
    }

    /// One section, alone or around others, in one of several ways. Returns the stage at which the version was left.
    @discardableResult
    static func section(_ published: PublishedVersion, _ log: ViolationLog, _ random: inout TortureRandom) -> Int {
        switch random.below(4) {
        case 0:
            return Flavor.read {
                let glimpse = Glimpse(of: published, in: log)
                Delay.linger(&random)
                return glimpse.finish(in: log)
            }
        case 1:
            return Flavor.read {
                let outer = Glimpse(of: published, in: log)
                Flavor.read { Glimpse(of: published, in: log).verify(in: log) }
                Delay.linger(&random)
                return outer.finish(in: log)
            }
        case 2:
            return Flavor.read {
                Flavor.readLock()
                let inner = Glimpse(of: published, in: log)
                Flavor.readUnlock()
                Delay.linger(&random)
                return inner.finish(in: log)
            }
        default:
            return overlapping(published, log, &random)
        }
    }

    /// Each section is opened before the last one is closed, so that the whole is one, held together by its links.
    private static func overlapping(
        _ published: PublishedVersion,
        _ log: ViolationLog,
        _ random: inout TortureRandom
    ) -> Int {
        Flavor.readLock()
        let first = Glimpse(of: published, in: log)
        for _ in 0..<random.below(4) {
            Flavor.readLock()
            let next = Glimpse(of: published, in: log)
            Flavor.readUnlock()
            Delay.linger(&random)
            next.verify(in: log)
            first.verify(in: log)
        }
        let stage = first.finish(in: log)
        Flavor.readUnlock()
        return stage
    }
}
