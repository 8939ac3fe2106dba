/// What `notifiers` times, by the names of the command line.
enum NotifierOperation: String, Sendable, CaseIterable {
    /// An empty read section of `RCU`.
    case readSection = "read section"
    /// An empty section of a `SleepableRCU`.
    case sleepableSection = "sleepable section"
    /// An array of closures that nobody changes, called one after the other: the limit.
    case plainClosures = "plain closures"
    /// The same array under the standard library's `Mutex`, held while they are called.
    case mutexArray = "array under a mutex"
    /// The same in a `NIOLockedValueBox`.
    case nioArray = "array under a NIO lock"
    case atomicCall = "atomic chain call"
    case blockingCall = "blocking chain call"
    case asyncCall = "async chain call"
    /// A subscription to an atomic chain that has so many, and its end.
    case subscribing = "subscribe+unsubscribe"
    /// An invalidation of memory, with so many subscribers to all memory, each with a start and an end.
    case memory = "memory start/end"
    /// A registration with a registry that has so many subscribers, and its end.
    case registering = "memory register+unregister"
    /// An invalidation of memory between the intervals.
    case intervalMiss = "memory start/end beside intervals"
    /// An invalidation of memory that one of the intervals has.
    case intervalHit = "memory start/end hitting one interval"
    /// The same in a list of intervals under a `Mutex`, which is searched from front to back.
    case intervalListHit = "list under a mutex hitting one interval"
    /// What a reader does around its work, with nobody invalidating.
    case intervalRead = "interval read begin+retry"
    /// An interval subscription more, and its end.
    case intervalInserting = "interval insert+remove"

    /// What the operation is repeated for.
    enum Scale: Sendable {
        case once
        case subscribers
        case intervals
    }

    var scale: Scale {
        switch self {
        case .readSection, .sleepableSection: .once
        case .plainClosures, .mutexArray, .nioArray, .atomicCall, .blockingCall, .asyncCall, .subscribing, .memory,
            .registering:
            .subscribers
        case .intervalMiss, .intervalHit, .intervalListHit, .intervalRead, .intervalInserting: .intervals
        }
    }

    /// Nanoseconds that the library promises to stay under; nil where it promises none.
    func askedNanoseconds(_ count: Int) -> Double? {
        switch (self, count) {
        case (.atomicCall, 0), (.blockingCall, 0), (.memory, 0): 2
        // Plus the callback, which the row includes.
        case (.atomicCall, 1): 15
        case (.intervalHit, 10_000): 2000
        default: nil
        }
    }
}
