import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

/// The flavors that this machine has, by name, as arguments of tests.
enum TestedFlavor: String, CaseIterable, CustomTestStringConvertible {
    case memb, membWithoutCheck, mb, signal, bp, qsbr, rcu

    var type: any LibURCUFlavor.Type {
        switch self {
        case .memb: Memb.self
        case .membWithoutCheck: MembWithoutCheck.self
        case .mb: MB.self
        case .signal: Signal.self
        case .bp: BP.self
        case .qsbr: QSBR.self
        case .rcu: RCU.self
        }
    }

    var testDescription: String { type.name }

    static var available: [TestedFlavor] {
        allCases.filter { $0.type.isAvailable && !($0 == .signal && underThreadSanitizer) }
    }
}

extension LibURCUFlavor {
    /// Runs `body` as a registered thread of the flavor.
    static func registered(_ body: () -> Void) {
        register()
        body()
        unregister()
    }

    /// Waits until everything given up is reclaimed. Traps when that hangs.
    static func reclaim() {
        onThreads([{ reclamationBarrier() }])
    }
}
