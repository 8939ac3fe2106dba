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

    @Test("So do the last releases of objects and of closures' contexts, before a barrier returns", arguments: 0..<3)
    func placeOfReleases(_ kind: Int) async {
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
            let expected = kind == 0 ? "rcu-reclaimer" : "one-thread"
            for round in 1...100 {
                for _ in 0..<5 {
                    await RCU.retire(Departure(expected, ran, ranElsewhere))
                    await retireCapturing(Departure(expected, ran, ranElsewhere))
                }
                await RCU.barrier()
                #expect(ran.count + ranElsewhere.count == 10 * round, "a barrier returned before the last release")
            }
            #expect(ranElsewhere.count == 0, "released elsewhere, or where a destructor could wait for itself")
        }
    }
}

/// Notes where it is destroyed, and whether that counts as a destructor's place.
private final class Departure: Sendable {
    private let expected: String
    private let ran: SharedCounter
    private let ranElsewhere: SharedCounter

    init(_ expected: String, _ ran: SharedCounter, _ ranElsewhere: SharedCounter) {
        self.expected = expected
        self.ran = ran
        self.ranElsewhere = ranElsewhere
    }

    deinit {
        let isMarked = ReaderRecord.current.reclaiming.pointee != 0
        (isMarked && currentThreadName() == expected ? ran : ranElsewhere).increment()
    }
}

/// In a function of its own: the caller keeps no reference.
private func retireCapturing(_ departure: consuming Departure) async {
    await RCU.retire { [departure] in withExtendedLifetime(departure) {} }
}
