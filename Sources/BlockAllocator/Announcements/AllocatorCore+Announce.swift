internal import Notifiers

extension AllocatorCore {
    /// Runs `body`, which takes the bytes' memory or translation away, between the two announcements.
    ///
    /// - Returns: what `body` returns, or nil where a subscriber that could not answer at once has refused; only in the
    ///   ``AnnouncementMode/nonBlocking`` mode. `body` has not run then.
    func announcing<Result>(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ event: MemoryEvent,
        _ mode: AnnouncementMode,
        _ body: () -> Result
    ) -> Result? {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return body() }
        let first = UInt(bitPattern: start)
        let invalidation = MemoryInvalidation(
            addresses: first..<first + UInt(bytes.count),
            event: event,
            owner: memoryOwner
        )
        switch mode {
        case .blocking:
            let open = configuration.notifiers.start(invalidation)
            let result = body()
            open.end()
            return result
        case .nonBlocking:
            guard let open = configuration.notifiers.startWithoutBlocking(invalidation) else {
                events.refusedAnnouncements.count()
                return nil
            }
            let result = body()
            open.end()
            return result
        }
    }

    /// As ``announcing(_:_:_:_:)``, where the caller may be held up by subscribers.
    func announcing<Result>(_ bytes: UnsafeMutableRawBufferPointer, _ event: MemoryEvent, _ body: () -> Result)
        -> Result
    {
        // Never nil: in this mode nobody can refuse.
        announcing(bytes, event, .blocking, body).unsafelyUnwrapped
    }
}
