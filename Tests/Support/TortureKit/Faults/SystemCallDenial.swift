internal import CTestShims
internal import Glibc

/// System calls that a sandbox may refuse, as a real seccomp filter does it.
public enum SystemCallDenial: String, CaseIterable, Sendable {
    /// membarrier(2), all of it.
    case membarrier
    /// All of it but the query, so that it looks as if it were there.
    case membarrierExceptQuery = "membarrier-except-query"
    /// Only the registration for private expedited.
    case membarrierRegister = "membarrier-register"
    /// Only private expedited itself, and its registration.
    case membarrierExpedited = "membarrier-expedited"
    /// tgkill(2), with which the signal strategy sends.
    case threadSignal = "thread-signal"
    /// mprotect(2) to read-only: libc's own calls, for stacks and heaps, ask for more.
    case readOnlyProtection = "read-only-protection"

    /// Makes them fail with `errno` in every thread of the process, for good, and in what it executes and forks.
    ///
    /// Traps where the kernel refuses the filter: nothing could be tested then.
    public static func install(_ denials: [SystemCallDenial], errno: CInt) {
        let rules = denials.flatMap { $0.rules(errno) }
        let result = ctestshims_deny(rules, Int32(rules.count))
        precondition(result == 0, "the seccomp filter was refused with \(result)")
    }

    private func rules(_ errno: CInt) -> [ctestshims_denial] {
        switch self {
        case .membarrier:
            [rule(ctestshims_membarrier_number(), errno)]
        case .membarrierExceptQuery:
            [rule(ctestshims_membarrier_number(), errno, unless: 0)]
        case .membarrierRegister:
            [rule(ctestshims_membarrier_number(), errno, when: 1 << 4)]
        case .membarrierExpedited:
            [
                rule(ctestshims_membarrier_number(), errno, when: 1 << 3),
                rule(ctestshims_membarrier_number(), errno, when: 1 << 4),
            ]
        case .threadSignal:
            [rule(ctestshims_tgkill_number(), errno)]
        case .readOnlyProtection:
            [rule(ctestshims_mprotect_number(), errno, argument: 2, when: UInt32(PROT_READ))]
        }
    }

    private func rule(
        _ number: Int32,
        _ errno: CInt,
        argument: Int32 = 0,
        when equal: UInt32? = nil,
        unless unequal: UInt32? = nil
    ) -> ctestshims_denial {
        let condition =
            equal != nil
            ? ctestshims_when_equal : unequal != nil ? ctestshims_unless_equal : ctestshims_always
        return ctestshims_denial(
            number: number,
            error: errno,
            argument: argument,
            condition: Int32(condition.rawValue),
            value: equal ?? unequal ?? 0
        )
    }
}
