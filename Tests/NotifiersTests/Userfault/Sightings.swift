import Notifiers
import Synchronization

/// What a subscriber has been told, in order.
final class Sightings: Sendable {
    struct Sighting: Hashable, Sendable {
        enum Part: Hashable, Sendable { case start, end }
        let part: Part
        /// Nil for an invalidation of everything.
        let addresses: Range<UInt>?
        let event: MemoryEvent
    }

    private let seen = Mutex<[Sighting]>([])

    /// The operations of a subscriber that writes down what it is told; `also` runs before that.
    func operations(
        also: @escaping @Sendable (Sighting.Part, MemoryInvalidation) -> Void = { _, _ in }
    ) -> MemoryOperations {
        MemoryOperations(
            start: .always {
                also(.start, $0)
                self.note(.start, $0)
            },
            end: {
                also(.end, $0)
                self.note(.end, $0)
            }
        )
    }

    private func note(_ part: Sighting.Part, _ what: MemoryInvalidation) {
        let isUnread = what.owner == UserfaultSource.unreadEvent
        let sighting = Sighting(part: part, addresses: isUnread ? nil : what.addresses, event: what.event)
        seen.withLock { $0.append(sighting) }
    }

    var all: [Sighting] { seen.withLock { $0 } }

    func forget() { seen.withLock { $0.removeAll() } }

    /// Those of single ranges.
    var ofRanges: [Sighting] { all.filter { $0.addresses != nil } }
}
