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
        (["grace-period", "--readers", "some"], "some"),
        (["grace-period", "--readers", "1,20000"], "20000"),
        (["grace-period", "--samples", "0"], "--samples"),
        (["grace-period", "--row-seconds", "nan"], "--row-seconds"),
        (["grace-period", "--operations", "wish"], "wish"),
        (["grace-period", "--implementations", "rcu,liburcu-hope"], "liburcu-hope"),
        (["grace-period", "--implementations", "rcu,rcu"], "twice"),
        (["grace-period", "--operations", "token", "--implementations", "liburcu-mb"], "nothing would run"),
        (["retire", "--threads", "0"], "--threads"),
        (["retire", "--threads", "two"], "two"),
        (["retire", "--seconds", "0"], "--seconds"),
        (["retire", "--object-bytes", "63"], "--object-bytes"),
        (["retire", "--holder-ms", "-1"], "--holder-ms"),
        (["retire", "--limit-count", "0"], "--limit-count"),
        (["retire", "--limit-bytes", "-5"], "--limit-bytes"),
        (["retire", "--maximum-backlog-bytes", "0"], "--maximum-backlog-bytes"),
        (["retire", "--rounds", "0"], "--rounds"),
        (["retire", "--forms", "letter"], "letter"),
        (["retire", "--implementations", "liburcu-mb", "--forms", "object"], "nothing would run"),
        (["fences", "--siblings", "many"], "many"),
        (["fences", "--calls", "0"], "--calls"),
        (["fences", "--strategies", "telepathy"], "telepathy"),
        (["fences", "--fences", "picket"], "picket"),
        (["ordering", "--runs", "0"], "--runs"),
        (["ordering", "--seconds", "nan"], "--seconds"),
        (["ordering", "--strategy", "telepathy"], "telepathy"),
        (["sections", "--threads", "0"], "--threads"),
        (["sections", "--sections-per-turn", "0"], "--sections-per-turn"),
        (["sections", "--rounds", "0"], "--rounds"),
        (["sections", "--sections", "chapter"], "chapter"),
        (["vmap", "--block-pages", "64"], "--block-pages"),
        (["vmap", "--block-pages", "2048"], "--block-pages"),
        (["vmap", "--block-pages", "600"], "--block-pages"),
        (["vmap", "--scenarios", "4"], "'4'"),
        (["vmap", "--scenarios", "1,1"], "twice"),
        (["vmap", "--scenarios", "mixed"], "--operations"),
        (["vmap", "--policies", "middle"], "middle"),
        (["vmap", "--peers", "glibc,dlmalloc"], "dlmalloc"),
        (["vmap", "--peers", "mmap,mmap"], "twice"),
        (["vmap", "--only-peers"], "nothing would run"),
        (["vmap", "--form", "handle"], "handle"),
        (["vmap", "--threads", "0"], "--threads"),
        (["vmap", "--threads", "2", "--producer-consumer"], "--producer-consumer"),
        (["vmap", "--timed-pairs", "-1"], "--timed-pairs"),
        (["vmap", "--rounds", "0"], "--rounds"),
        (["vmap", "--operations", "10"], "--operations"),
        (["vmap", "--operations", "1000", "--peers", "all"], "--operations"),
        (["vmap", "--plot", "/proc/no/such/file"], "/proc/no/such/file"),
        (["hugepages", "--mebibytes", "0"], "--mebibytes"),
        (["hugepages", "--mebibytes", "7"], "--mebibytes"),
        (["hugepages", "--mebibytes", "all"], "all"),
        (["hugepages", "--rounds", "0"], "--rounds"),
        (["hugepages", "--policy", "huge"], "--policy"),
        (["notifiers", "--subscribers", "many"], "many"),
        (["notifiers", "--subscribers", "1,-1"], "'-1'"),
        (["notifiers", "--subscribers", ""], "subscribers"),
        (["notifiers", "--intervals", "0"], "--intervals"),
        (["notifiers", "--intervals", "1,2000000"], "2000000"),
        (["notifiers", "--operations", "atomic chain call,smoke signal"], "smoke signal"),
        (["notifiers", "--row-seconds", "0"], "--row-seconds"),
        (["notifiers", "--row-seconds", "nan"], "--row-seconds"),
        (["notifiers", "--rounds", "0"], "--rounds"),
        (["notifiers", "--bogus"], "--bogus"),
        (["hotplug", "--workers", "0"], "--workers"),
        (["hotplug", "--workers", "1,1025"], "1025"),
        (["hotplug", "--workers", "all"], "all"),
        (["hotplug", "--samples", "0"], "--samples"),
        (["hotplug", "--row-seconds", "-1"], "--row-seconds"),
        (["hotplug", "--rounds", "0"], "--rounds"),
        (["hotplug", "--operations", "bring-up,bring-down"], "bring-down"),
        (["hotplug", "--format", "xml"], "xml"),
        (["hotplug", "--output", "/proc/no/such/file"], "/proc/no/such/file"),
    ])
    func isAnsweredWithOneLine(_ arguments: [String], _ word: String) throws {
        try expectMistake(BuiltBenchmark.run(arguments), mentions: word)
    }

    @Test(arguments: [
        "throughput", "fences", "ordering", "grace-period", "retire", "sections", "vmap", "hugepages", "notifiers",
        "hotplug",
    ])
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

    @Test(arguments: [
        [], ["throughput"], ["fences"], ["ordering"], ["grace-period"], ["retire"], ["sections"], ["vmap"],
        ["hugepages"], ["notifiers"], ["hotplug"],
    ])
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
