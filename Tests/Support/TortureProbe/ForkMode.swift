/// Forks without exec while other threads read and write: each child reads, waits for grace periods, and exits.
struct ForkMode: ProbeMode {
    private let count: Int

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        count = try options.takeInt("count", default: 100)
    }

    func run(_ report: inout ProbeReport) {
        let load = ForkLoad()
        let situations = ForkedChild.Situation.allCases
        var children = 0
        for index in 0..<count {
            load.awaitProgress()
            let situation = situations[index % situations.count]
            let outcome = ForkedChild.run(situation)
            guard outcome == 0 else {
                report.say("\(situation)", "exit status or signal \(outcome)")
                break
            }
            children += 1
        }
        load.end()
        report.say("gracePeriods", load.gracePeriods)
        report.require(children == count, "children", children)
    }
}
