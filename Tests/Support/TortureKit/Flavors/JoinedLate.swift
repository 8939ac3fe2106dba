internal import Glibc
internal import ReadCopyUpdate
internal import Synchronization

/// Waits for the end of a grace period that may have begun before the call.
enum JoinedLate: BrokenFlavor {
    static var name: String { "joined-late" }

    private static let underWay = Mutex<Void>(())
    private static let ended = Atomic<Int>(0)

    static func synchronize() {
        let before = ended.load(ordering: .sequentiallyConsistent)
        let led: Void? = underWay.withLockIfAvailable { _ in
            RCU.synchronize()
            // Readers that enter now have seen the end of it, and a caller that arrives now should wait for them.
            Delay.spin(microseconds: 100)
            ended.wrappingAdd(1, ordering: .sequentiallyConsistent)
        }
        guard led == nil else { return }
        while ended.load(ordering: .sequentiallyConsistent) == before { sched_yield() }
    }
}
