import BenchmarkKit

/// A scenario in which one thread allocates and another one frees.
struct ProducerConsumerRun<Source: PageSource> {
    let source: Source
    let sequence: PageSequence
    let touching: Bool

    /// The time of a pair is that from the first allocation to the last free, over all pairs.
    func time(passes: Int) -> PassTiming {
        let ring = PageRing()
        let startingLine = StartingLine(threads: 2)
        let processors = Processor.usable
        let producer = BenchmarkThread(on: processors[0]) { [source, sequence] in
            startingLine.wait()
            let began = Ticks.now
            for _ in 0..<passes { Self.produce(source, sequence, into: ring) }
            return began
        }
        let consumer = BenchmarkThread(on: processors[1 % processors.count]) { [source, sequence, touching] in
            startingLine.wait()
            Self.consume(source, pairs: sequence.pairs * passes, from: ring, touching: touching)
            return Ticks.now
        }
        _ = startingLine.start()
        let began = producer.join()
        return PassTiming(pairsPerThread: sequence.pairs * passes, spans: [(began: began, ended: consumer.join())])
    }

    @inline(never)
    private static func produce(_ source: Source, _ sequence: PageSequence, into ring: PageRing) {
        for _ in 0..<sequence.iterations {
            for step in sequence.steps {
                let pages = Int(step.pages)
                for _ in 0..<step.pairs {
                    ring.push(PageRing.Item(address: source.allocate(pages: pages), pages: pages))
                }
            }
        }
    }

    @inline(never)
    private static func consume(_ source: Source, pairs: Int, from ring: PageRing, touching: Bool) {
        for _ in 0..<pairs {
            let item = ring.pop()
            if touching { PageTouch.touch(item.address, pages: item.pages) }
            source.free(item.address, pages: item.pages)
        }
    }
}
