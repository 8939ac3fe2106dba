/// The loops that are timed. Out of line, so that a disassembly shows each source's.
enum PassLoop {
    /// One pass through a sequence.
    @inline(never)
    static func run<Source: PageSource>(_ source: Source, _ sequence: PageSequence, touching: Bool) {
        sequence.steps.withUnsafeBufferPointer { steps in
            for _ in 0..<sequence.iterations {
                // Twice the loop, since the question inside of it would be part of what is timed.
                if touching {
                    for step in steps {
                        for _ in 0..<step.pairs { source.cycle(pages: Int(step.pages), touching: true) }
                    }
                } else {
                    for step in steps {
                        for _ in 0..<step.pairs { source.cycle(pages: Int(step.pages), touching: false) }
                    }
                }
            }
        }
    }

    /// The same with the clock in between.
    @inline(never)
    static func split<Source: PageSource>(_ source: Source, _ sequence: PageSequence, touching: Bool) -> TickSplit {
        var split = TickSplit()
        for _ in 0..<sequence.iterations {
            for step in sequence.steps {
                for _ in 0..<step.pairs { source.cycle(pages: Int(step.pages), touching: touching, into: &split) }
            }
        }
        return split
    }
}
