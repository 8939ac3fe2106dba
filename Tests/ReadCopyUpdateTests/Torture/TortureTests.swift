import TestThreads
import Testing

extension FaultTests {
    /// The stress test, in a process of its own, so that a hang is a failure and not the end of the test run.
    ///
    /// `RCU_LONG_TESTS=1`: 100,000 grace periods a shape, however long they take.
    @Suite("Torture")
    struct TortureTests {
        @Test("The shapes notice each RCU that is broken on purpose")
        func controls() async {
            let outcome = await Probe.run("controls --seconds 10", limit: 120)
            #expect(outcome.isPassed, "\(outcome)")
        }

        @Test(
            "RCU passes each shape",
            arguments: ["canary", "nested", "interrupted", "churn", "handshake", "reporter", "box", "shared-fence"]
        )
        func shape(name: String) async {
            let extent = longTests ? "--grace-periods 100000 --least 100000" : "--seconds 1 --least 20"
            let outcome = await Probe.run("torture --shapes \(name) \(extent)", limit: longTests ? 3600 : 60)
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["\(name).violations"] == "0")
        }

        @Test("RCU passes 40,000 signals whose handlers read")
        func storm() async {
            let gracePeriods = longTests ? 100_000 : 1000
            let outcome = await Probe.run(
                "torture --shapes storm --interruptions 40000 --grace-periods \(gracePeriods) --least \(gracePeriods)",
                limit: longTests ? 3600 : 60
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["storm.interruptions"].flatMap { Int($0) } ?? 0 >= 40_000)
        }
    }
}
