/// ``InterruptedShape`` for flavors that may be read in signal handlers: the handlers read too, in both ways of doing
/// so.
enum StormShape<Flavor: SignalSafeFlavor> {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        InterruptedShape<Flavor>.storm(name, plan, inHandler: readTwice, inReader: readUnpaired)
    }

    @Sendable
    private static func readTwice(_ published: PublishedVersion, _ log: ViolationLog) -> Int {
        Flavor.read {
            let glimpse = Glimpse(of: published, in: log)
            for _ in 0..<8 { glimpse.verify(in: log) }
        }
        readUnpaired(published, log)
        return 2
    }

    /// A handler that locks and unlocks must leave a lock that it interrupted as it was, so a section that was opened
    /// must still be open, even before the loss can be seen in what is read.
    @Sendable
    private static func readUnpaired(_ published: PublishedVersion, _ log: ViolationLog) {
        Flavor.readLock()
        let glimpse = Glimpse(of: published, in: log)
        if !Flavor.isInReadSection { log.record(.sectionLost) }
        for _ in 0..<4 { glimpse.verify(in: log) }
        if !Flavor.isInReadSection { log.record(.sectionLost) }
        Flavor.readUnlock()
    }
}
