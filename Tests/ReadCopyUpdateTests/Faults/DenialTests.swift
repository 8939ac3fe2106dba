import Testing

extension FaultTests {
    /// System calls refused by a real seccomp filter.
    @Suite("Denials")
    struct DenialTests {
        private static let shapes = "--shapes canary,nested,handshake,storm"

        @Test("Under a filter that is there from the start, RCU works by signals", arguments: ["EPERM", "ENOSYS"])
        func fromTheStart(answer: String) async {
            let outcome = await Probe.run(
                "torture --deny membarrier --errno \(answer) --when start --seconds 0.5 --least 5 \(Self.shapes)"
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategy"] == "signal")
            #expect(outcome["strategiesDenied"] == "0")
        }

        @Test("A filter that comes while readers and writers run is survived", arguments: ["EPERM", "ENOSYS"])
        func whileRunning(answer: String) async {
            let outcome = await Probe.run(
                "torture --deny membarrier --errno \(answer) --when running --seconds 0.5 --least 205 --shapes canary"
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategyBefore"] == "private-expedited")
            #expect(outcome["strategy"] == "signal")
            #expect(outcome["strategiesDenied"] == "1")
        }

        @Test(
            "Nobody sends a signal before its handler is there: grace periods and bare fences, at the filter's arrival"
        )
        func handlerFirst() async {
            for _ in 0..<5 {
                let outcome = await Probe.run(
                    "torture --deny membarrier --when running --seconds 0.3 --least 205 --shapes shared-fence"
                )
                #expect(outcome.isPassed, "\(outcome)")
                #expect(outcome["strategy"] == "signal")
            }
        }

        @Test(
            "A membarrier that only looks available is not believed",
            arguments: ["membarrier-except-query", "membarrier-register", "membarrier-expedited"]
        )
        func halfThere(denial: String) async {
            let outcome = await Probe.run(
                "torture --deny \(denial) --when start --seconds 0.2 --least 20 --shapes canary"
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategy"] == "signal")
        }

        @Test("Without signals either, membarrier's global command serves")
        func withoutSignals() async {
            let outcome = await Probe.run(
                "torture --deny membarrier-expedited,thread-signal --seconds 0.3 --least 5 --shapes canary,handshake"
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategy"] == "global")
            #expect(outcome["strategiesDenied"] == "1")
        }

        @Test(
            "A forced mprotect that is denied is replaced by what would have been preferred to it",
            .enabled(
                if: Machine.shootdownsInterrupt,
                "a TLB shootdown sends no interrupt on this CPU, so it is no fence"
            )
        )
        func protectionDenied() async {
            let outcome = await Probe.run(
                "torture --deny read-only-protection --when running --seconds 0.3 --least 205 --shapes canary",
                environment: ["RCU_FENCE_STRATEGY": "mprotect"]
            )
            #expect(outcome.isPassed, "\(outcome)")
            #expect(outcome["strategyBefore"] == "mprotect")
            #expect(outcome["strategy"] == "private-expedited")
        }

        @Test("When nothing is left the process stops, with one message that says what was refused")
        func nothingLeft() async {
            let outcome = await Probe.run("fence --deny membarrier,thread-signal")
            #expect(outcome.status < 0, "\(outcome)")
            #expect(!outcome.hasTimedOut)
            #expect(outcome["fences"] == nil)
            let messages = outcome.transcript.split(separator: "\n").filter { $0.contains("Fatal error") }
            #expect(messages.count == 1, "\(outcome)")
            for refused in ["signal: tgkill", "global: membarrier"] {
                #expect(messages.first?.contains(refused) == true, "\(outcome)")
            }
        }
    }
}
