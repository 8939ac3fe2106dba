import LibURCU

extension SchemeName {
    /// Why this machine cannot run the scheme, as far as that is known before it runs; nil where it can.
    var obstacle: String? {
        switch self {
        case .liburcuSignal where !Signal.isAvailable: "this liburcu has no signal flavor (0.15 removed it)"
        case .liburcuMemb where !MembWithoutCheck.isAvailable: "liburcu found no membarrier(2) when it was loaded"
        default: nil
        }
    }
}
