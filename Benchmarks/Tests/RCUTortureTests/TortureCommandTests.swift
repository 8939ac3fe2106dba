import Testing

/// The contract of the command line. One after the other: each keeps both processors of a small machine busy.
@Suite(.serialized)
struct TortureCommandTests {
    @Test(arguments: [
        (["--flavor", "vanilla"], ["vanilla", "rcu", "liburcu-memb-dynamic", "liburcu-qsbr"]),
        (["--seconds", "-3"], ["--seconds"]),
        (["--seconds", "0"], ["--seconds"]),
        (["--seconds", "nan"], ["--seconds"]),
        (["--seconds", "soon"], ["--seconds"]),
        (["--readers", "0", "--writers", "0"], ["nothing would run"]),
        (["--readers", "-1"], ["--readers"]),
        (["--writers", "many"], ["--writers"]),
        (["--deny-membarrier", "EIO"], ["EIO", "EPERM", "ENOSYS"]),
        (["--deny-after", "20"], ["--deny-after"]),
        (["--strategy", "telepathy"], ["telepathy", "private-expedited"]),
        (["--bogus"], ["--bogus"]),
        (["nonsense"], ["nonsense"]),
    ])
    func aMistakeIsAnsweredWithOneLine(_ arguments: [String], _ words: [String]) throws {
        let outcome = try BuiltTorture.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.split(separator: "\n").count == 1, "\(outcome.messages)")
        for word in words { #expect(outcome.messages.contains(word), "\(outcome.messages)") }
    }

    @Test func helpIsNoMistake() throws {
        let outcome = try BuiltTorture.run(["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("USAGE: rcu-torture"))
    }

    @Test(arguments: ["rcu", "liburcu-memb-dynamic", "liburcu-mb", "liburcu-bp", "liburcu-qsbr"])
    func aFlavorPasses(_ flavor: String) throws {
        let outcome = try BuiltTorture.run(["--flavor", flavor, "--seconds", "1"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.messages)")
        #expect(outcome.closingLine.hasSuffix(" passed, 0 failed"), "\(outcome.output)")
    }

    @Test(arguments: [("EPERM", "0"), ("ENOSYS", "0"), ("EPERM", "0.5"), ("ENOSYS", "0.5")])
    func aDenialIsSurvivedAndTold(_ answer: String, _ after: String) throws {
        let outcome = try BuiltTorture.run([
            "--seconds", "2", "--readers", "2", "--deny-membarrier", answer, "--deny-after", after,
        ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.messages)")
        #expect(outcome.output.contains("strategy signal, \(after == "0" ? 0 : 1) denied"), "\(outcome.output)")
    }

    @Test func aStrategyIsForcedAndTold() throws {
        let outcome = try BuiltTorture.run(["--seconds", "1", "--readers", "2", "--strategy", "signal"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.messages)")
        #expect(outcome.output.contains("strategy signal, 0 denied"), "\(outcome.output)")
    }
}
