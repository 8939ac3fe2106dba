import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("Configuration")
struct ConfigurationTests {
    @Test("Values that make no sense are refused by name")
    func invalid() async {
        await #expect(processExitsWith: .success) {
            var configuration = RCU.Configuration()
            configuration.retirementLimit.count = 0
            #expect(
                throws: RCU.ConfigurationFailure.invalid(
                    name: "retirementLimit.count",
                    value: "0",
                    expected: "1 or more"
                )
            ) {
                try RCU.configure(configuration)
            }
            configuration = RCU.Configuration()
            configuration.retirementLimit.bytes = -5
            #expect(throws: RCU.ConfigurationFailure.self) { try RCU.configure(configuration) }
            configuration = RCU.Configuration()
            configuration.stallLimit = .zero
            #expect(throws: RCU.ConfigurationFailure.self) { try RCU.configure(configuration) }
            // Refused, it is as if it had not been asked.
            try RCU.configure(RCU.Configuration())
            #expect(throws: RCU.ConfigurationFailure.alreadyInUse) { try RCU.configure(RCU.Configuration()) }
        }
    }

    @Test("Reading and looking at the statistics settle nothing; retiring does")
    func lateness() async {
        await #expect(processExitsWith: .success) {
            RCU.read { _ in }
            _ = RCU.statistics
            _ = RCU.readers
            try RCU.configure(RCU.Configuration())
        }
        await #expect(processExitsWith: .success) {
            blocking { RCU.retire {} }
            #expect(throws: RCU.ConfigurationFailure.alreadyInUse) { try RCU.configure(RCU.Configuration()) }
        }
    }

    @Test("Destructors run on the reclaimer's thread, or where the configuration says", arguments: 0..<3)
    func place(_ kind: Int) async {
        await #expect(processExitsWith: .success) { [kind = kind as Int] in
            let executor = OneThread()
            var configuration = RCU.Configuration()
            switch kind {
            case 1: configuration.reclamation = .taskExecutor(executor)
            case 2: configuration.reclamation = .serialExecutor(executor)
            default: break
            }
            try RCU.configure(configuration)
            let ran = SharedCounter()
            let ranElsewhere = SharedCounter()
            for _ in 0..<1000 {
                await RCU.retire {
                    if currentThreadName() == (kind == 0 ? "rcu-reclaimer" : "one-thread") {
                        ran.increment()
                    } else {
                        ranElsewhere.increment()
                    }
                }
            }
            await RCU.barrier()
            #expect(ran.count == 1000)
            #expect(ranElsewhere.count == 0)
        }
    }
}
