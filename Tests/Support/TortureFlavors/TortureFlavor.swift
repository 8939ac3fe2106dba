internal import LibURCU
public import TortureKit

/// The flavors that can be put under stress, by the names that `rcu-bench` gives them too.
public enum TortureFlavor: String, CaseIterable, Sendable {
    /// This package's.
    case rcu
    /// liburcu's memb flavor, without its test for membarrier(2) in each section.
    case memb = "liburcu-memb"
    /// liburcu's memb flavor as Debian builds it.
    case membDynamic = "liburcu-memb-dynamic"
    /// liburcu's flavor with full fences.
    case mb = "liburcu-mb"
    /// liburcu's signal flavor, where liburcu still has it.
    case signal = "liburcu-signal"
    /// liburcu's flavor whose threads register themselves.
    case bp = "liburcu-bp"
    /// liburcu's quiescent-state flavor.
    case qsbr = "liburcu-qsbr"

    /// Whether this machine and this liburcu can run it.
    public var isAvailable: Bool {
        switch self {
        case .memb: MembWithoutCheck.isAvailable
        case .signal: LibURCU.Signal.isAvailable
        default: true
        }
    }

    /// The shapes that the flavor has to pass.
    public var shapes: [TortureShape] {
        switch self {
        case .rcu: RCUShapes.all
        case .memb: Torture<MembWithoutCheck>.shapes
        case .membDynamic: Torture<Memb>.shapes
        case .mb: Torture<MB>.shapes
        case .signal: Torture<LibURCU.Signal>.shapes
        case .bp: Torture<BP>.shapes
        case .qsbr: Torture<QSBR>.shapes
        }
    }
}
