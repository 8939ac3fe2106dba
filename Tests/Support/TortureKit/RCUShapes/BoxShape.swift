internal import Glibc
internal import ReadCopyUpdate

/// ``RCUBox`` with a value that can be neither copied nor forgotten: destroyed too early it is poisoned, destroyed late
/// or never it is missing from the pool.
enum BoxShape {
    private struct Refusal: Error {}

    /// What a writer replaces is not destroyed at once, and the pool is small.
    private static let writesBetweenBarriers = 32

    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        let slots = SlotAllocator(count: 4 * writesBetweenBarriers)
        let box = RCUBox(BoxedVersion(in: slots))
        let log = crew.run.log
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in read(box, slots, run, &random) }
        }
        for _ in 0..<2 {
            crew.add { [run = crew.run] random in update(box, slots, run, &random) }
        }
        return crew.drive(finally: {
            RCU.barrier()
            if slots.taken != 1 { log.record(.leaked) }
            // The box is used up to here, so that its last version is one of those counted.
            withExtendedLifetime(box) {}
        })
    }

    private static func read(
        _ box: RCUBox<BoxedVersion>,
        _ slots: SlotAllocator,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        let log = run.log
        var reads = 0
        while !run.isStopped {
            let nests = random.isOneIn(4)
            box.read { boxed in
                // Memory that was freed too early may hold anything.
                guard let version = boxed.version(in: slots) else { return log.record(.recycled) }
                let glimpse = Glimpse(of: version, in: log)
                if nests { box.read { inner in _ = inner.version(in: slots) } }
                Delay.linger(&random)
                glimpse.verify(in: log)
            }
            reads += 1
        }
        run.count(reads: reads)
    }

    private static func update(
        _ box: RCUBox<BoxedVersion>,
        _ slots: SlotAllocator,
        _ run: TortureRun,
        _ random: inout TortureRandom
    ) {
        var writes = 0
        while !run.isStopped {
            writes += 1
            if writes % writesBetweenBarriers == 0 { RCU.barrier() }
            switch random.below(8) {
            case 0...2:
                box.replace(with: BoxedVersion(in: slots))
            case 3...4:
                box.update { _ in BoxedVersion(in: slots) }
            case 5:
                // Nobody reads what comes back: it is this thread's to destroy.
                _ = box.exchange(BoxedVersion(in: slots))
            case 6:
                _ = box.compareExchange(expected: box.version, desired: BoxedVersion(in: slots))
            default:
                // A writer that gives up changes nothing.
                try? box.update { _ throws(Refusal) in throw Refusal() }
                continue
            }
            run.countGracePeriod()
        }
    }
}
