import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// The hash table, by one thread.
    @Suite
    struct HashTable {
        typealias Table<F: LibURCUFlavor> = LockFreeHashTable<Int, Canary, F>

        /// Runs `body` on a registered thread, drops the table, and returns what is still alive after the barrier.
        private static func survivors<F: LibURCUFlavor>(
            _: F.Type,
            _ body: @escaping @Sendable (Table<F>, CanaryArena) -> Void
        ) -> Int {
            let arena = CanaryArena(capacity: 10_000)
            onThreads([{ F.registered { body(Table<F>(initialBuckets: 1), arena) } }])
            F.reclaim()
            return arena.live.count
        }

        @Test(arguments: TestedFlavor.available)
        func addLookUpReplaceRemove(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (seen: [Int?], did: [Bool], survivors: Int) {
                let seen = Results<Int?>()
                let did = Results<Bool>()
                let survivors = Self.survivors(F.self) { table, arena in
                    func look() { seen.append(table.withValue(forKey: 7) { $0.version }) }
                    look()
                    did.append(table.addUnique(Canary(key: 7, version: 1, in: arena), forKey: 7))
                    look()
                    did.append(table.addUnique(Canary(key: 7, version: 2, in: arena), forKey: 7))
                    look()
                    did.append(table.addReplace(Canary(key: 7, version: 3, in: arena), forKey: 7))
                    look()
                    did.append(table.addReplace(Canary(key: 8, version: 4, in: arena), forKey: 8))
                    did.append(table.remove(forKey: 7))
                    did.append(table.remove(forKey: 7))
                    look()
                    did.append(table.contains(8))
                    did.append(table.contains(7))
                }
                return (seen.all, did.all, survivors)
            }
            let outcome = run(flavor.type)
            #expect(outcome.seen == [nil, 1, 1, 3, nil])
            #expect(outcome.did == [true, false, true, false, true, false, true, false])
            #expect(outcome.survivors == 0)
        }

        @Test
        func aKeyMayHaveSeveralValues() {
            let versions = Results<Int>()
            let counts = Results<Int>()
            let survivors = Self.survivors(RCU.self) { table, arena in
                for version in 0..<3 {
                    for key in 0..<4 { table.add(Canary(key: key, version: version, in: arena), forKey: key) }
                }
                table.forEachValue(forKey: 2) { versions.append($0.key * 10 + $0.version) }
                counts.append(table.count)
                table.remove(forKey: 2)
                counts.append(table.count)
                counts.append(table.removeAll())
                counts.append(table.count)
            }
            #expect(versions.all.sorted() == [20, 21, 22])
            #expect(counts.all == [12, 11, 11, 0])
            #expect(survivors == 0)
        }

        @Test
        func aWalkVisitsEachKeyOnceAndMayRemove() {
            let keys = Results<Int>()
            let left = Results<Int>()
            let survivors = Self.survivors(Memb.self) { table, arena in
                for key in 0..<1000 { table.addUnique(Canary(key: key, in: arena), forKey: key) }
                table.forEach { key, value in
                    keys.append(key == value.key ? key : -1)
                    table.remove(forKey: key)
                }
                left.append(table.count)
            }
            #expect(keys.all.sorted() == Array(0..<1000))
            #expect(left.all == [0])
            #expect(survivors == 0)
        }

        @Test
        func keysOfOneHashAreToldApart() {
            struct Key: Hashable, Sendable {
                let number: Int
                func hash(into hasher: inout Hasher) {}
            }
            let table = LockFreeHashTable<Key, Int, RCU>()
            for number in 0..<20 { #expect(table.addUnique(number, forKey: Key(number: number))) }
            for number in 0..<20 { #expect(table.value(forKey: Key(number: number)) == number) }
            #expect(!table.contains(Key(number: 20)))
            #expect(table.remove(forKey: Key(number: 7)))
            #expect(!table.contains(Key(number: 7)))
            #expect(table.count == 19)
        }

        @Test
        func resizingKeepsEverything() {
            let counts = Results<Int>()
            onThreads([
                {
                    Memb.registered {
                        let table = LockFreeHashTable<Int, Int, Memb>(initialBuckets: 1, resizing: .manual)
                        for key in 0..<3000 { table.addUnique(-key, forKey: key) }
                        for buckets in [4096, 2, 500, 1] {
                            table.resize(toBuckets: buckets)
                            counts.append((0..<3000).count { table.value(forKey: $0) == -$0 })
                        }
                    }
                }
            ])
            #expect(counts.all == [3000, 3000, 3000, 3000])
        }

        @Test(arguments: TestedFlavor.available)
        func theLastReferenceMayBeDroppedInsideASection(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> Int {
                let arena = CanaryArena(capacity: 100)
                onThreads([
                    {
                        F.registered {
                            F.readLock()
                            do {
                                let table = Table<F>()
                                for key in 0..<100 { table.addUnique(Canary(key: key, in: arena), forKey: key) }
                            }
                            F.readUnlock()
                        }
                    }
                ])
                F.reclaim()
                return arena.live.count
            }
            let survivors = run(flavor.type)
            #expect(survivors == 0)
        }
    }
}
