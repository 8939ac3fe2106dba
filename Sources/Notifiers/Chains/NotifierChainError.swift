/// Why a ``NotifierChain`` refuses a subscriber; nothing of it is left behind then.
public enum NotifierChainError: Error, Hashable, Sendable {
    /// The object is subscribed already, by a subscription that is not cancelled.
    case alreadySubscribed(name: String, priority: Int)
    /// The priority is wanted for one subscriber alone, by the new one or by the one that has it.
    case priorityTaken(priority: Int, by: String)
    /// There is no memory for a list with one subscriber more.
    case outOfMemory(bytes: Int)
}

extension NotifierChainError: CustomStringConvertible {
    /// What was asked, what was found, and what was expected, in one line.
    public var description: String {
        switch self {
        case .alreadySubscribed(let name, let priority):
            "the subscriber is in the chain already, as \"\(name)\" with priority \(priority); expected one that is not"
        case .priorityTaken(let priority, let name):
            "priority \(priority) is taken by \"\(name)\", and one of the two wants it alone; expected a free one"
        case .outOfMemory(let bytes):
            "no memory for the \(bytes) bytes of a chain's new list"
        }
    }
}
