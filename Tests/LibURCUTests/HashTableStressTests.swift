import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// The hash table, by several threads, while it resizes itself.
    @Suite
    struct HashTableStress {
        /// Each writer keeps a dictionary of its own keys, and compares at every step.
        @Test(arguments: TestedFlavor.available)
        func agreesWithADictionary(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> TableOutcome {
                TableAgainstDictionary<F>.run(writers: 3, keysPerWriter: 600, steps: Effort.count(12_000))
            }
            let outcome = run(flavor.type)
            #expect(outcome.disagreements == 0)
            #expect(outcome.deadSeen == 0)
            #expect(outcome.lookups > 0)
            #expect(outcome.walked == outcome.expected)
            #expect(outcome.visits == outcome.expected.count)
            #expect(outcome.count == outcome.expected.count)
            #expect(outcome.survivors == 0)
        }

        /// Another thread may replace a value that is being removed, and the key is there all the same.
        @Test
        func aKeyThatIsReplacedMeanwhileIsRemoved() {
            let table = LockFreeHashTable<Int, Int, RCU>()
            let isOver = Latch()
            let notFound = SharedCounter()
            onThreads([
                { while !isOver.isOpen { table.addReplace(0, forKey: 1) } },
                {
                    for _ in 0..<Effort.count(50_000) {
                        table.addReplace(1, forKey: 1)
                        if !table.remove(forKey: 1) { notFound.increment() }
                    }
                    isOver.open()
                },
            ])
            #expect(notFound.count == 0)
        }

        /// The thread that takes a table apart waits for the one that shrinks it, which waits for readers.
        @Test(arguments: TestedFlavor.available)
        func aTableMayBeDroppedWhileItShrinks(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> Int {
                let arena = CanaryArena(capacity: 30_000)
                onThreads([
                    {
                        F.registered {
                            for _ in 0..<5 {
                                let table = LockFreeHashTable<Int, Canary, F>(initialBuckets: 1 << 14)
                                for key in 0..<6000 { table.addUnique(Canary(key: key, in: arena), forKey: key) }
                                for key in 0..<3000 { table.remove(forKey: key) }
                                F.quiescentState()
                            }
                        }
                    }
                ])
                F.reclaim()
                return arena.live.count
            }
            let survivors = run(flavor.type)
            #expect(survivors == 0)
        }

        /// Of all threads that add a key, one succeeds.
        @Test(arguments: TestedFlavor.available)
        func oneThreadAddsAUniqueKey(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (winners: Int, counts: [Int], survivors: Int) {
                let winners = SharedCounter()
                let counts = Results<Int>()
                let arena = CanaryArena(capacity: 3000)
                do {
                    let table = LockFreeHashTable<Int, Canary, F>(initialBuckets: 1)
                    onThreads(3) { _ in
                        F.registered {
                            for key in 0..<1000 {
                                if table.addUnique(Canary(key: key, in: arena), forKey: key) { winners.increment() }
                                F.quiescentState()
                            }
                        }
                    }
                    onThreads([{ F.registered { counts.append(table.count) } }])
                }
                F.reclaim()
                return (winners.count, counts.all, arena.live.count)
            }
            let outcome = run(flavor.type)
            #expect(outcome.winners == 1000)
            #expect(outcome.counts == [1000])
            #expect(outcome.survivors == 0)
        }
    }
}
