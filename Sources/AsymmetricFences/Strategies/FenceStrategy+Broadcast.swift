extension FenceStrategy {
    var index: UInt8 {
        switch self {
        case .privateExpedited: 0
        case .signal: 1
        case .global: 2
        case .mprotect: 3
        }
    }

    init(index: UInt8) {
        self = Self.allCases[Int(index)]
    }

    /// The strategies that are chosen without being forced, the best first.
    static let preference: [FenceStrategy] = [.privateExpedited, .signal, .global]

    /// The strategies to try when this one is denied: those that it was preferred to; after a forced `mprotect`, all.
    var successors: ArraySlice<FenceStrategy> {
        self == .mprotect ? Self.preference[...] : Self.preference[(Int(index) + 1)...]
    }

    /// Makes the strategy ready to be published, or says why it cannot serve here. Repeatable.
    func prepare() throws(StrategyFailure) {
        switch self {
        case .privateExpedited: try PrivateExpeditedBroadcast.prepare()
        case .signal: try SignalBroadcast.prepare()
        case .global: try GlobalBroadcast.prepare()
        case .mprotect: try ProtectionBroadcast.prepare()
        }
    }

    /// Returns when every thread of the process has passed through a full barrier since the call.
    func broadcast() throws(StrategyFailure) {
        switch self {
        case .privateExpedited: try PrivateExpeditedBroadcast.broadcast()
        case .signal: try SignalBroadcast.broadcast(to: .wholeProcess)
        case .global: try GlobalBroadcast.broadcast()
        case .mprotect: try ProtectionBroadcast.broadcast()
        }
    }
}
