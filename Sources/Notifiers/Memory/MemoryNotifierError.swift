/// Why a registration, or a wait for open invalidations, came to nothing. It leaves nothing behind.
public enum MemoryNotifierError: Error, Sendable, CustomStringConvertible {
    /// The registry has been closed: the memory that it is about is gone.
    case closing
    /// The task was cancelled.
    case cancelled
    /// The deadline passed while invalidations were open: the holders, as far as they can be named.
    case timedOut(after: Duration, holders: [MemoryHolder])
    /// The system has no memory left for the entry.
    case outOfMemory(bytes: Int)
    /// A range of addresses that is empty.
    case emptyRange(Range<UInt>)
    /// The operations have a start that may refuse, and an end.
    case endOfRefusable

    /// What was asked, what was found, and what was expected, in one line.
    public var description: String {
        switch self {
        case .closing: "the registry has been closed; expected one whose memory still exists"
        case .cancelled: "the task was cancelled while it waited for open invalidations"
        case .timedOut(let after, let holders):
            "the deadline passed after \(after); open: "
                + (holders.isEmpty ? "none that can be named" : holders.map(\.description).joined(separator: "; "))
        case .outOfMemory(let bytes): "no memory for the \(bytes) bytes of a subscription"
        case .emptyRange(let range): "the addresses \(range) are empty; expected at least one page"
        case .endOfRefusable: "a start that may refuse came with an end; expected one or the other"
        }
    }
}
