import TortureFlavors

/// This machine, or its liburcu, cannot run the flavor.
struct FlavorUnavailable: Error, CustomStringConvertible {
    let flavor: TortureFlavor

    var description: String {
        switch flavor {
        case .signal: "this liburcu has no signal flavor (0.15 removed it)"
        default: "\(flavor.rawValue): liburcu found no membarrier(2) when it was loaded"
        }
    }
}
