import Foundation
import Testing

/// The contract: one line that says what is wrong, exit status 64, nothing started, nothing on standard output.
struct BadArgumentTests {
    @Test(arguments: [
        (["--schemes", "rcu,nonsense"], "nonsense"),
        (["--schemes", ""], "unknown scheme"),
        (["--readers", "0", "--writers", "0"], "nothing would run"),
        (["--readers", "-1"], "--readers"),
        (["--writers", "1000000"], "--writers"),
        (["--seconds", "0"], "--seconds"),
        (["--seconds", "-3"], "--seconds"),
        (["--seconds", "nan"], "--seconds"),
        (["--seconds", "inf"], "--seconds"),
        (["--seconds", "soon"], "--seconds"),
        (["--read-length", "-1"], "--read-length"),
        (["--write-delay", "-1"], "--write-delay"),
        (["--rounds", "0"], "--rounds"),
        (["--format", "xml"], "xml"),
        (["--output", "/proc/no/such/file"], "/proc/no/such/file"),
        (["--output", "/"], "cannot write"),
        (["--bogus"], "--bogus"),
        (["nonsense"], "nonsense"),
        (["grace-period", "--bogus"], "bogus"),
        (["fences", "--siblings", "many"], "many"),
        (["fences", "--calls", "0"], "--calls"),
        (["fences", "--strategies", "telepathy"], "telepathy"),
        (["fences", "--fences", "picket"], "picket"),
        (["ordering", "--runs", "0"], "--runs"),
        (["ordering", "--seconds", "nan"], "--seconds"),
        (["ordering", "--strategy", "telepathy"], "telepathy"),
    ])
    func isAnsweredWithOneLine(_ arguments: [String], _ word: String) throws {
        try expectMistake(BuiltBenchmark.run(arguments), mentions: word)
    }

    @Test(arguments: ["throughput", "fences", "ordering"])
    func anUnknownStrategyInTheEnvironmentIsOne(_ command: String) throws {
        let outcome = try BuiltBenchmark.run([command], environment: ["RCU_FENCE_STRATEGY": "telepathy"])
        try expectMistake(outcome, mentions: "RCU_FENCE_STRATEGY")
    }

    @Test func anUnknownSchemeListsTheKnown() throws {
        let outcome = try BuiltBenchmark.run(["--schemes", "nonsense"])
        for name in ["liburcu-memb-dynamic", "rcu-qsbr", "unsynchronized"] {
            #expect(outcome.messages.contains(name))
        }
    }

    @Test(arguments: [[], ["throughput"], ["fences"], ["ordering"]])
    func helpIsNoMistake(_ command: [String]) throws {
        let outcome = try BuiltBenchmark.run(command + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("USAGE: rcu-bench"))
        #expect(outcome.messages.isEmpty)
    }

    private func expectMistake(_ outcome: BuiltBenchmark.Outcome, mentions word: String) throws {
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.hasSuffix("\n"))
        #expect(outcome.messages.split(separator: "\n").count == 1, "\(outcome.messages)")
        #expect(outcome.messages.contains(word), "\(outcome.messages)")
    }
}
