import TestThreads

/// Threads that take a number from a container and put it back, over and over.
enum Churn {
    struct Outcome: Sendable {
        /// The numbers in the container at first.
        var put: [Int] = []
        /// Those in it at last, sorted.
        var taken: [Int] = []
        var turns = 0
    }

    static func run(
        put: @escaping @Sendable (Int) -> Void,
        take: @escaping @Sendable () -> Int?,
        around: @escaping @Sendable (() -> Void) -> Void
    ) -> Outcome {
        let numbers = Array(0..<6)
        let turns = Results<Int>()
        let taken = Results<Int>()
        let end = monotonicSeconds() + Effort.seconds(0.1)
        onThreads([{ around { for number in numbers { put(number) } } }])
        onThreads(4) { _ in
            around {
                var count = 0
                repeat {
                    for _ in 0..<100 {
                        // Two at a time, so that their order changes.
                        let pair = (take(), take())
                        if let number = pair.0 { put(number) }
                        if let number = pair.1 { put(number) }
                        count += 1
                    }
                } while monotonicSeconds() < end
                turns.append(count)
            }
        }
        onThreads([
            {
                around {
                    // A broken chain may be a ring.
                    for _ in 0..<100 {
                        guard let number = take() else { break }
                        taken.append(number)
                    }
                }
            }
        ])
        return Outcome(put: numbers, taken: taken.all.sorted(), turns: turns.all.reduce(0, +))
    }
}
