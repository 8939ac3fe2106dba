public import Synchronization

/// A subscriber as its chain keeps it: all but the callback, which a subclass adds, since two kinds of chain have one each.
///
/// The chain has a reference of its own, which it lets go of when no call can reach the member any more.
@usableFromInline
class ChainMember: @unchecked Sendable {
    let name: String
    let priority: Int
    let isUnique: Bool
    /// Who subscribed, only to be compared. Weak, so that an object at the same address later is not taken for it.
    private weak let subscriber: AnyObject?
    private let identity: ObjectIdentifier?
    /// Set when the subscription is given up, before the member is taken out: calls under way do not begin the callback any more.
    ///
    /// No ordering: it spares calls that are under way a callback which nobody wants. That none runs after `cancel` is the grace
    /// period's work, and a caller that knows of the cancellation by other means finds it set by that means' ordering.
    @usableFromInline let isGivenUp = Atomic<Bool>(false)

    init(_ name: String, _ subscriber: AnyObject?, priority: Int, isUnique: Bool) {
        self.name = name
        self.subscriber = subscriber
        identity = subscriber.map { ObjectIdentifier($0) }
        self.priority = priority
        self.isUnique = isUnique
    }

    func giveUp() { isGivenUp.store(true, ordering: .relaxed) }

    /// Runs `body` with the subscriber kept.
    func keepingSubscriber<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        try withExtendedLifetime(subscriber, body)
    }

    /// Why the two cannot be in one chain; nil if they can.
    ///
    /// Called with the newcomer's subscriber kept, and under the chain's lock, so this member's is not looked at unless it has the
    /// same address, and so is that one, or gone: the reference that a look takes may be the last, and a subscriber that owns its
    /// subscription gives it up when it goes, for which it wants the lock.
    func objection(to newcomer: ChainMember) -> NotifierChainError? {
        // One that is given up and still in the list is on its way out.
        if isGivenUp.load(ordering: .relaxed) { return nil }
        if let identity, identity == newcomer.identity, subscriber != nil {
            return .alreadySubscribed(name: name, priority: priority)
        }
        // Both ways: a priority that somebody has for himself stays his.
        if priority == newcomer.priority, isUnique || newcomer.isUnique {
            return .priorityTaken(priority: priority, by: name)
        }
        return nil
    }
}
