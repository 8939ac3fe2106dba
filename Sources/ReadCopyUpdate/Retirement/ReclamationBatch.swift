/// Gathers values for their destruction, so that they are counted, and handed to an executor, many at a time.
struct ReclamationBatch {
    /// Small enough that retirers who wait go on long before the pass ends.
    private static let capacity = 256
    private static let byteLimit = 1 << 20

    private let place: ReclamationPlace
    private let backlog: Backlog
    private var values = RetiredBatch()
    private var tally = RCU.Tally()

    init(place: ReclamationPlace, backlog: Backlog) {
        self.place = place
        self.backlog = backlog
        if !place.isHere { values.reserveCapacity(Self.capacity) }
    }

    /// - Parameter note: receives what has been destroyed, now and then.
    @inline(__always)
    mutating func add(_ retired: consuming Retired, cost: Int, note: (RCU.Tally) -> Void) {
        tally.count += 1
        tally.bytes += cost
        if place.isHere { place.runHere(retired) } else { values.append(retired) }
        if tally.count >= Self.capacity || tally.bytes >= Self.byteLimit { finish(note: note) }
    }

    mutating func finish(note: (RCU.Tally) -> Void) {
        if !values.isEmpty {
            place.run(values)
            // A new one: the executor may not have let go of the old.
            values = RetiredBatch()
        }
        if tally.count > 0 { note(tally) }
        tally = RCU.Tally()
    }
}
