import LibURCU
import ReadCopyUpdate

/// The implementations whose writers are compared, by the names of the command line.
///
/// One name for liburcu-memb: its two readers share one library, and so one writer.
enum ImplementationName: String, Sendable, Codable, CaseIterable {
    case rcu
    case liburcuMemb = "liburcu-memb"
    case liburcuMB = "liburcu-mb"
    case liburcuBP = "liburcu-bp"
    case liburcuQSBR = "liburcu-qsbr"

    var flavor: any LibURCUFlavor.Type {
        switch self {
        case .rcu: RCU.self
        case .liburcuMemb: Memb.self
        case .liburcuMB: MB.self
        case .liburcuBP: BP.self
        case .liburcuQSBR: QSBR.self
        }
    }
}
