/// What the readers and writers of one run share.
protocol ThroughputScheme: AnyObject, Sendable {
    init()
    /// Replaces the value by a new one, waits until no reader can hold the old one, and reclaims that.
    func write(_ graveyard: inout Graveyard)
}
