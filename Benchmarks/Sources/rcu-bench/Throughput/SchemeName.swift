import AsymmetricFences

/// The ways to share a value that `throughput` compares, by the names of the command line.
enum SchemeName: String, Sendable, Codable, CaseIterable {
    case liburcuMB = "liburcu-mb"
    case liburcuSignal = "liburcu-signal"
    case liburcuMemb = "liburcu-memb"
    case liburcuMembDynamic = "liburcu-memb-dynamic"
    case liburcuBP = "liburcu-bp"
    case liburcuQSBR = "liburcu-qsbr"
    case rcu
    case rcuQSBR = "rcu-qsbr"
    case rcuSignal = "rcu-signal"
    case rcuMprotect = "rcu-mprotect"
    case mutex
    case nioLock = "nio-lock"
    case rwlock
    case atomicReference = "atomic-reference"
    case unsynchronized

    /// The strategy without which the scheme is not what its name says.
    var forcedStrategy: FenceStrategy? {
        switch self {
        case .rcuSignal: .signal
        case .rcuMprotect: .mprotect
        default: nil
        }
    }
}
