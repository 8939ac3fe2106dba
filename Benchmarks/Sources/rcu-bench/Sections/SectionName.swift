/// The read sections that `sections` times, by the names of the command line.
enum SectionName: String, Sendable, Codable, CaseIterable {
    /// No section: the load alone, the physical limit.
    case none
    /// `RCU.read`.
    case read
    /// `RCU.readLock()` and `readUnlock()`.
    case lockUnlock = "lock-unlock"
    /// `RCUBox.read`.
    case box
    /// `QuiescentStateReporter.read`.
    case reporter
    /// `SleepableRCU.read`.
    case sleepable
    /// The same, in a task, with a body that could suspend and does not.
    case sleepableAsync = "sleepable-async"
    /// Without the dynamic test.
    case liburcuMemb = "liburcu-memb"
    case liburcuMembDynamic = "liburcu-memb-dynamic"
    case liburcuMB = "liburcu-mb"
    case liburcuBP = "liburcu-bp"
    case liburcuQSBR = "liburcu-qsbr"
}
