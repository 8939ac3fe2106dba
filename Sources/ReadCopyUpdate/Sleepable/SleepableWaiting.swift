/// What a writer that sleeps leaves in `waiting` for the sections that end: whom to wake, and whether it waits for them.
struct SleepableWaiting: OptionSet {
    let rawValue: UInt32

    static let phase0 = SleepableWaiting(rawValue: 1)
    static let phase1 = SleepableWaiting(rawValue: 2)
    /// The service thread leads; otherwise a thread of its own sleeps on the word.
    static let service = SleepableWaiting(rawValue: 4)

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// - Parameter phase: 0 or 8.
    init(phase: Int) {
        self = phase == 0 ? .phase0 : .phase1
    }
}
