/// Which subscriber ended a call of a ``NotifierChain``, and with what.
public final class NotifierStop: Sendable {
    /// The subscriber's name, as it gave it when it subscribed.
    public let name: String
    /// Its priority.
    public let priority: Int
    /// The value it stopped with, if any.
    public let value: Int?
    /// The error it stopped with, if any.
    public let error: (any Error)?
    /// How many were called a second time, by a robust call, to take back what they had done; 0 for the other calls.
    public let rolledBack: Int

    init(name: String, priority: Int, value: Int?, error: (any Error)?, rolledBack: Int) {
        self.name = name
        self.priority = priority
        self.value = value
        self.error = error
        self.rolledBack = rolledBack
    }

    convenience init(_ answer: NotifierAnswer, by member: ChainMember) {
        switch answer {
        case .stopWithValue(let value): self.init(member, value: value)
        case .stopWithError(let error): self.init(member, error: error)
        case .done, .ignored, .amount, .stop: self.init(member)
        }
    }

    private convenience init(_ member: ChainMember, value: Int? = nil, error: (any Error)? = nil) {
        self.init(name: member.name, priority: member.priority, value: value, error: error, rolledBack: 0)
    }

    /// The same stop, after the rollback.
    func rolledBack(_ count: Int) -> NotifierStop {
        NotifierStop(name: name, priority: priority, value: value, error: error, rolledBack: count)
    }
}
