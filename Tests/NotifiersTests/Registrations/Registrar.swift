import Glibc
import Synchronization

@testable import Notifiers

/// A device that ranges are registered with, by name: hands out numbers, and knows which are live.
final class Registrar: Sendable {
    struct Failure: Error, Hashable {
        let key: String
    }

    struct Log: Sendable {
        /// The keys, in order; those deregistered with a minus.
        var order: [String] = []
        var live: [Int: String] = [:]
        var last = 0
        var mistakes: [String] = []
    }

    let log = Mutex(Log())
    /// Runs in `register`, before the number is handed out.
    private let during: @Sendable (String, Range<UInt>) throws -> Void

    init(during: @escaping @Sendable (String, Range<UInt>) throws -> Void = { _, _ in }) {
        self.during = during
    }

    /// A cache of this device's registrations.
    func cache(
        _ notifiers: MemoryNotifiers,
        _ limits: RegistrationLimits = RegistrationLimits()
    ) -> RegistrationCache<String, Int> {
        RegistrationCache(notifiers: notifiers, limits: limits) { [self] key, addresses in
            try during(key, addresses)
            return log.withLock { log in
                log.last += 1
                log.live[log.last] = key
                log.order.append(key)
                return log.last
            }
        } deregister: { [self] key, _, number in
            log.withLock { log in
                if log.live.removeValue(forKey: number) != key { log.mistakes.append("\(key) \(number)") }
                log.order.append("-" + key)
            }
        }
    }

    var order: [String] { log.withLock { $0.order } }
    var liveCount: Int { log.withLock { $0.live.count } }
    var mistakes: [String] { log.withLock { $0.mistakes } }
}

extension MemoryNotifiers {
    /// How many intervals are subscribed.
    var intervalCount: Int { table.withLock { $0.intervalCount } }
}

/// A range of so many pages that nothing is mapped at: a registry knows numbers only.
func somewhere(_ place: Int, pages: Int = 1) -> Range<UInt> {
    let start = UInt(place) << 32
    return start..<start + UInt(pages * 4096)
}
