import Notifiers

/// Registrations, each ended at once.
final class RegisteringSubject: NotifierSubject {
    private let notifiers = MemoryNotifiers()
    private let subscriptions: [HeldMemorySubscription]

    init(_ count: Int) {
        let notifiers = notifiers
        do {
            subscriptions = try (0..<count).map { _ in try HeldMemorySubscription(notifiers, CallCounter()) }
        } catch {
            Self.abort(error)
        }
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        do {
            return try loop(calls) { _ in
                let subscription = try notifiers.register(MemoryOperations(start: .always { _ in }))
                subscription.unregister()
            }
        } catch {
            Self.abort(error)
        }
    }
}
