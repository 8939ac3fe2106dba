import Testing

extension FaultTests {
    /// What threads leave behind when they exit.
    @Suite("Thread exit")
    struct ThreadExitTests {
        @Test("Ten thousand threads reuse one chunk of records and leave none taken")
        func tenThousand() async {
            let outcome = await Probe.run("threads --count 10000")
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["reads"] == "10000")
            #expect(outcome["readerRecords"] == "63")
        }

        @Test("Late reads in destructors, in up to six rounds where libc runs four, leave no record for ever")
        func destructors() async {
            let outcome = await Probe.run("destructors --threads 400 --rounds 6")
            #expect(outcome.isPassed, "\(outcome)")
        }
    }
}
