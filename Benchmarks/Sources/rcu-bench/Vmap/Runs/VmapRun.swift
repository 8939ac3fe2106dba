import BenchmarkKit

/// Runs a scenario on one kind of source: once on a fresh one for its counters, then for time.
struct VmapRun<Source: PageSource> {
    let sequence: PageSequence
    let plan: VmapPlan
    /// Whether passes may follow each other on one source; else each has a fresh one, since what is left would grow.
    let isBounded: Bool
    let makeSource: () -> Source

    func measure() -> VmapMeasurement {
        let source = makeSource()
        let first = time(source, passes: 1)
        var measurement = VmapMeasurement(maps: first.pairs, counters: source.counters)
        let timing = plan.timedPairs > 0 ? timeFurther(source) : first
        measurement.nanosecondsPerPair = timing.nanosecondsPerPair
        measurement.pairsPerSecond = timing.pairsPerSecond
        if plan.timedPairs > 0, !plan.producerConsumer {
            let shares = split(isBounded ? source : makeSource()).shares(clockCost: TickSplit.clockCost)
            measurement.mapNanoseconds = timing.nanosecondsPerPair.flatMap { pair in shares.map { pair * $0.map } }
            measurement.unmapNanoseconds = timing.nanosecondsPerPair.flatMap { pair in shares.map { pair * $0.unmap } }
        }
        return measurement
    }

    private func timeFurther(_ source: Source) -> PassTiming {
        let passes = (plan.timedPairs + sequence.pairs - 1) / sequence.pairs
        if isBounded { return time(source, passes: passes) }
        return (0..<passes).reduce(into: PassTiming()) { sum, _ in sum += time(makeSource(), passes: 1) }
    }

    private func time(_ source: Source, passes: Int) -> PassTiming {
        if plan.producerConsumer {
            return ProducerConsumerRun(source: source, sequence: sequence, touching: plan.touches).time(passes: passes)
        }
        let spans = onEachThread { [sequence, plan] start in
            start()
            let began = Ticks.now
            for _ in 0..<passes { PassLoop.run(source, sequence, touching: plan.touches) }
            return (began: began, ended: Ticks.now)
        }
        return PassTiming(pairsPerThread: sequence.pairs * passes, spans: spans)
    }

    private func split(_ source: Source) -> TickSplit {
        onEachThread { [sequence, plan] start in
            start()
            return PassLoop.split(source, sequence, touching: plan.touches)
        }.reduce(into: TickSplit()) { $0 += $1 }
    }

    /// - Parameter body: Calls its argument when it is ready, and goes on when all are.
    private func onEachThread<Result: Sendable>(
        _ body: @escaping @Sendable (_ start: () -> Void) -> Result
    ) -> [Result] {
        let startingLine = StartingLine(threads: plan.threads)
        let processors = Processor.usable
        let threads = (0..<plan.threads).map { index in
            BenchmarkThread(on: processors[index % processors.count]) { body { startingLine.wait() } }
        }
        _ = startingLine.start()
        return threads.map { $0.join() }
    }
}
