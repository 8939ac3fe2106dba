import Testing

extension FaultTests {
    /// Strategies forced by the environment.
    @Suite("Forced strategies")
    struct StrategyTests {
        /// Every shape, for so long, with at least so many grace periods: one of `global` takes up to 40 ms.
        private func torture(under strategy: String, seconds: Double, atLeast least: Int) async {
            let outcome = await Probe.run(
                "torture --seconds \(seconds) --least \(least)",
                environment: ["RCU_FENCE_STRATEGY": strategy]
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategy"] == strategy)
            #expect(outcome["strategiesDenied"] == "0")
        }

        @Test("private-expedited passes every shape")
        func privateExpedited() async {
            await torture(under: "private-expedited", seconds: 0.25, atLeast: 20)
        }

        @Test("signal passes every shape")
        func signal() async {
            await torture(under: "signal", seconds: 0.25, atLeast: 5)
        }

        @Test("global passes every shape")
        func global() async {
            await torture(under: "global", seconds: 0.25, atLeast: 1)
        }

        @Test(
            "mprotect passes every shape",
            .enabled(
                if: Machine.shootdownsInterrupt,
                "a TLB shootdown sends no interrupt on this CPU, so it is no fence"
            )
        )
        func mprotect() async {
            await torture(under: "mprotect", seconds: 0.25, atLeast: 20)
        }

        @Test("An unknown strategy stops the process before anything starts, with one line that lists the known ones")
        func unknown() async {
            let outcome = await Probe.run("fence", environment: ["RCU_FENCE_STRATEGY": "telepathy"])
            #expect(outcome.status < 0, "\(outcome)")
            #expect(outcome["strategyBefore"] == nil, "something started")
            let messages = outcome.transcript.split(separator: "\n").filter { $0.contains("Fatal error") }
            #expect(messages.count == 1, "\(outcome)")
            for expected in ["\"telepathy\"", "private-expedited", "signal", "global", "mprotect"] {
                #expect(messages.first?.contains(expected) == true, "\(outcome)")
            }
        }

        @Test("A strategy that is refused although it is forced stops the process and says why")
        func refused() async {
            let outcome = await Probe.run(
                "fence --deny membarrier --errno ENOSYS",
                environment: ["RCU_FENCE_STRATEGY": "private-expedited"]
            )
            #expect(outcome.status < 0, "\(outcome)")
            #expect(outcome["strategyBefore"] == nil, "something started")
            #expect(outcome.transcript.contains("does not serve"), "\(outcome)")
        }
    }
}
