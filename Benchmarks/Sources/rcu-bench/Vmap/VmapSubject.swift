/// Who serves the requests of a run.
enum VmapSubject: Sendable, Hashable {
    case own(VmapPolicy)
    case peer(PeerName)

    /// The row's policy.
    var name: String {
        switch self {
        case .own(let policy): policy.rawValue
        case .peer(let peer): peer.rawValue
        }
    }
}
