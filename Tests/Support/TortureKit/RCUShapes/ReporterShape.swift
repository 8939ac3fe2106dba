internal import Glibc
internal import ReadCopyUpdate

/// Threads with a quiescent-state reporter beside ordinary readers, in the one domain.
enum ReporterShape {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        let published = PublishedVersion(in: VersionPool(count: 1 + 2 * PipeUpdater<OwnRCU>.slots))
        for rests in [false, true] {
            crew.add { [run = crew.run] random in report(published, rests: rests, run, &random) }
        }
        crew.add { [run = crew.run] random in NestedShape<OwnRCU>.read(published, run, &random) }
        for index in 0..<2 {
            crew.add { [run = crew.run] _ in
                PipeUpdater<OwnRCU>.update(published, index, run)
            }
        }
        return crew.drive()
    }

    /// The long section: a version found in it stays good until the next quiescent state, whatever is read in between.
    ///
    /// One that never rests is online for good: its reports alone let grace periods end.
    private static func report(
        _ published: PublishedVersion,
        rests: Bool,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        var reporter = RCU.QuiescentStateReporter()
        let log = run.log
        var reads = 0
        var pipe = PipeHistogram()
        while !run.isStopped {
            let first = Glimpse(of: published, in: log)
            for _ in 0..<random.below(8) {
                reporter.read { _ in Glimpse(of: published, in: log).verify(in: log) }
                RCU.read { _ in Glimpse(of: published, in: log).verify(in: log) }
                Delay.linger(&random)
                first.verify(in: log)
                reads += 2
            }
            pipe.record(first.finish(in: log))
            reads += 1
            reporter.quiescentState()
            if rests, random.isOneIn(64) { rest(&reporter, published, log, &random) }
        }
        run.count(reads: reads, pipe: pipe)
    }

    private static func rest(
        _ reporter: inout RCU.QuiescentStateReporter,
        _ published: PublishedVersion,
        _ log: ViolationLog,
        _ random: inout TortureRandom
    ) {
        reporter.whileOffline {
            switch random.below(4) {
            case 0: RCU.synchronize()
            case 1: Delay.rest(microseconds: 200)
            case 2: NestedShape<OwnRCU>.section(published, log, &random)
            default: sched_yield()
            }
        }
    }
}
