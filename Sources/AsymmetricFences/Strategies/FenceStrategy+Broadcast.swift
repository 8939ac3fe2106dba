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

    /// The strategies to try when this one is denied, in order; the last one wraps to none.
    var successors: ArraySlice<FenceStrategy> {
        Self.allCases[(Int(index) + 1)...]
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
