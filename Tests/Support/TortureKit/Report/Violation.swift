/// The ways in which an RCU can let a reader or a writer down, as a run notices them.
public enum Violation: Int, CaseIterable, Sendable {
    /// A reader found a version that had been reclaimed.
    case poisoned
    /// A reader found that its version had become another one.
    case recycled
    /// A reader found a version that more than one grace period had passed over.
    case aged
    /// A reader found a version that was not initialised yet.
    case unpublished
    /// A thread had opened a section, and was told that it was in none.
    case sectionLost
    /// At the end a version was neither published nor reclaimed, or was reclaimed twice.
    case leaked
    /// The run stopped making progress: a grace period, or a thread, that does not end.
    case stalled

    /// One word, for reports that programs read.
    public var name: String { String(describing: self) }
}
