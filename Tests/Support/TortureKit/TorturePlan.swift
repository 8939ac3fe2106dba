/// How long a shape runs, with how many threads, and when it is given up.
public struct TorturePlan: Sendable {
    /// The shape ends when its updaters have waited for this many grace periods,
    public var gracePeriods: Int
    /// and its readers have been interrupted by so many signals, where it interrupts them,
    public var interruptions = 0
    /// or when this time has passed, whichever comes first,
    public var seconds: Double
    /// but not before there were so many: on a busy machine a time alone says nothing.
    public var leastGracePeriods = 1
    /// Readers, in the shapes whose number of threads is not what they are about.
    public var readers: Int
    /// Updaters, likewise.
    public var updaters: Int
    /// The run is given up as stalled when no grace period has ended for so long.
    public var stallLimit: Double = 20
    /// For broken flavors: one violation tells all.
    public var endsAtFirstViolation = false
    /// What befalls the process meanwhile.
    public var fault: TortureFault?

    /// Without arguments: as many threads as readily run, for as long as 100,000 grace periods take.
    public init(
        gracePeriods: Int = 100_000,
        seconds: Double = .infinity,
        readers: Int = 8,
        updaters: Int = 2
    ) {
        self.gracePeriods = gracePeriods
        self.seconds = seconds
        self.readers = readers
        self.updaters = updaters
    }
}
