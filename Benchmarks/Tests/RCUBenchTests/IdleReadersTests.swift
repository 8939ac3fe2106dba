import LibURCU
import ReadCopyUpdate
import Testing

@testable import rcu_bench

struct IdleReadersTests {
    @Test(.timeLimit(.minutes(1)))
    func theyAreRegisteredAndHoldNobodyBack() async {
        await #expect(processExitsWith: .success) {
            let idle = IdleReaders(ImplementationName.allCases)
            idle.grow(to: 2)
            idle.grow(to: 5)
            let registered = RCU.statistics.registeredReaders
            #expect(registered == 5)
            for implementation in ImplementationName.allCases { implementation.flavor.synchronize() }
        }
    }
}
