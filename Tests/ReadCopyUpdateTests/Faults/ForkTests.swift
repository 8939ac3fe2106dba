import Testing

extension FaultTests {
    /// fork(2) without exec, while readers and writers run.
    @Suite("Fork")
    struct ForkTests {
        @Test("A hundred children read, wait for grace periods and exit")
        func children() async {
            let outcome = await Probe.run("fork --count 100")
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["children"] == "100")
        }

        @Test("The same where the child's fences are signals")
        func childrenUnderSignals() async {
            let outcome = await Probe.run("fork --count 100", environment: ["RCU_FENCE_STRATEGY": "signal"])
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["children"] == "100")
        }
    }
}
