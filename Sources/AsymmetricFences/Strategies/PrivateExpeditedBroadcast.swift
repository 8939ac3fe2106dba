internal import CMembarrier
internal import Glibc

/// membarrier(2), private expedited.
enum PrivateExpeditedBroadcast {
    /// The constructor has registered the process before `main`; here is only learnt whether the kernel agreed.
    static func prepare() throws(StrategyFailure) {
        let refused = cmembarrier_registration_errno()
        guard refused == 0 else { throw StrategyFailure("membarrier registration", errno: refused) }
        try broadcast()
    }

    static func broadcast() throws(StrategyFailure) {
        var attempts = 0
        var registeredAgain = false
        while true {
            do throws(Membarrier.Failure) {
                return try Membarrier.issue(.privateExpedited)
            } catch {
                switch error.errno {
                case EPERM where !registeredAgain:
                    registeredAgain = true
                    // Perhaps not a filter but a lost registration (a restored checkpoint): make it once more.
                    do throws(Membarrier.Failure) {
                        try Membarrier.register(.privateExpedited)
                    } catch {
                        throw StrategyFailure(error)
                    }
                case ENOMEM where attempts < 16:
                    // The kernel's CPU mask, a small allocation: transient, but not to be waited for without end.
                    sched_yield()
                default:
                    throw StrategyFailure(error)
                }
            }
            attempts += 1
        }
    }
}
