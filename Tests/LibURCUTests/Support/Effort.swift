import Glibc
import TestThreads

/// How much of a stress test to run: seconds as a rule, minutes with RCU_LONG_TESTS=1.
enum Effort {
    static func count(_ short: Int) -> Int { longTests ? short * 40 : short }

    static func seconds(_ short: Double) -> Double { longTests ? short * 40 : short }
}

extension Latch {
    /// Gives the latch every chance to be opened, and returns when it is, or is not after 30 ms.
    ///
    /// Not for synchronisation: for a thread that waits to be proved wrong.
    func linger(_ meanwhile: () -> Void = {}) {
        waitUntil(
            {
                meanwhile()
                return isOpen
            },
            within: 0.03
        )
    }
}
