import BenchmarkKit

/// Times the kinds of sections, in turn and in rounds.
struct SectionsBenchmark {
    let sections: [SectionName]
    let threads: [Int]
    let sectionsPerTurn: Int
    let rounds: Int

    func rows() -> [SectionRow] {
        let target = SectionTarget()
        return SectionRow.compared(
            threads.flatMap { count in
                rows(SectionTiming(threads: count, sections: sectionsPerTurn, target: target))
            }
        )
    }

    private func rows(_ timing: SectionTiming) -> [SectionRow] {
        var measured = [[Double]](repeating: [], count: sections.count)
        for round in 1...rounds {
            Progress.show("\(timing.threads) threads, round \(round) of \(rounds)")
            for (index, section) in sections.enumerated() where section.obstacle == nil {
                measured[index].append(section.measure(timing))
            }
        }
        return zip(sections, measured).map { section, rounds in
            SectionRow(section, threads: timing.threads, rounds: rounds, note: section.obstacle)
        }
    }
}
