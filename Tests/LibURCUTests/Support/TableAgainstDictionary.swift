import LibURCU
import TestThreads

/// Writers that change a table and a dictionary alike, and a reader that looks for values that are dead.
///
/// No two writers share a key, so what each of them finds is certain, whatever the others and the resizing do.
final class TableAgainstDictionary<F: LibURCUFlavor>: Sendable {
    private let table = LockFreeHashTable<Int, Canary, F>(initialBuckets: 1)
    private let writers: Int
    private let keysPerWriter: Int
    private let steps: Int
    private let arena: CanaryArena
    private let isReading = Latch()
    private let isOver = Latch()
    private let disagreements = SharedCounter()
    private let deadSeen = SharedCounter()
    private let lookups = SharedCounter()
    private let expected = Results<[Int: Int]>()
    private let walks = Results<(walked: [Int: Int], visits: Int, count: Int)>()

    static func run(writers: Int, keysPerWriter: Int, steps: Int) -> TableOutcome {
        let arena = CanaryArena(capacity: writers * steps)
        var outcome = TableAgainstDictionary(writers, keysPerWriter, steps, arena).run()
        F.reclaim()
        outcome.survivors = arena.live.count
        return outcome
    }

    private init(_ writers: Int, _ keysPerWriter: Int, _ steps: Int, _ arena: CanaryArena) {
        self.writers = writers
        self.keysPerWriter = keysPerWriter
        self.steps = steps
        self.arena = arena
    }

    private func run() -> TableOutcome {
        let reader = TestThread { self.read() }
        isReading.wait()
        onThreads(writers) { self.write($0) }
        isOver.open()
        reader.join()
        onThreads([{ self.walk() }])
        return TableOutcome(
            disagreements: disagreements.count,
            deadSeen: deadSeen.count,
            lookups: lookups.count,
            expected: expected.all.reduce(into: [:]) { $0.merge($1) { one, _ in one } },
            walked: walks.all[0].walked,
            visits: walks.all[0].visits,
            count: walks.all[0].count
        )
    }

    private func write(_ writer: Int) {
        var dictionary: [Int: Int] = [:]
        var random = RandomNumbers(seed: writer)
        F.registered {
            for version in 0..<steps {
                let key = writer * keysPerWriter + Int.random(in: 0..<keysPerWriter, using: &random)
                if !step(key, version, Int.random(in: 0..<4, using: &random), &dictionary) { disagreements.increment() }
                F.quiescentState()
            }
        }
        expected.append(dictionary)
    }

    /// Does one thing to both; returns whether the table answered as the dictionary.
    private func step(_ key: Int, _ version: Int, _ choice: Int, _ dictionary: inout [Int: Int]) -> Bool {
        switch choice {
        case 0:
            let isNew = dictionary[key] == nil
            if isNew { dictionary[key] = version }
            return table.addUnique(Canary(key: key, version: version, in: arena), forKey: key) == isNew
        case 1:
            let isOld = dictionary.updateValue(version, forKey: key) != nil
            return table.addReplace(Canary(key: key, version: version, in: arena), forKey: key) == isOld
        case 2:
            return table.remove(forKey: key) == (dictionary.removeValue(forKey: key) != nil)
        default:
            return table.withValue(forKey: key) { $0.version } == dictionary[key]
        }
    }

    private func read() {
        var random = RandomNumbers(seed: -1)
        F.registered {
            while !isOver.isOpen {
                let key = Int.random(in: 0..<(writers * keysPerWriter), using: &random)
                let isSound = table.withValue(forKey: key) { value in
                    (0..<20).allSatisfy { _ in value.isAlive && value.key == key }
                }
                if isSound == false { deadSeen.increment() }
                lookups.increment()
                isReading.open()
                F.quiescentState()
            }
        }
    }

    private func walk() {
        var walked: [Int: Int] = [:]
        var visits = 0
        F.registered {
            table.forEach { key, value in
                walked[key] = value.version
                visits += 1
            }
            walks.append((walked, visits, table.count))
        }
    }
}
