internal import CTestShims
internal import Glibc
internal import ReadCopyUpdate
internal import TestThreads

/// Forks without exec while other threads read and write: each child reads, waits for grace periods, and exits.
struct ForkMode: ProbeMode {
    private let count: Int

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        count = try options.takeInt("count", default: 100)
    }

    func run(_ report: inout ProbeReport) {
        let load = ForkLoad()
        var outcomes: [Int32: Int] = [:]
        for index in 0..<count {
            load.awaitProgress()
            outcomes[
                ForkedChild.run(ForkedChild.Situation.allCases[index % ForkedChild.Situation.allCases.count]),
                default: 0
            ] += 1
        }
        load.end()
        report.say("gracePeriods", load.gracePeriods)
        for (outcome, count) in outcomes where outcome != 0 { report.say("outcome\(outcome)", count) }
        report.require(outcomes[0] == count, "children", outcomes[0] ?? 0)
    }
}
