import LibURCU
import Synchronization
import TestThreads
import Testing

extension LibURCUTests {
    /// Readers that look at what a writer reclaims as soon as it may.
    @Suite
    struct Canaries {
        @Test(arguments: TestedFlavor.available)
        func noReaderSeesAReclaimedValue(_ flavor: TestedFlavor) {
            let outcome = Self.stress(flavor.type, seconds: Effort.seconds(0.25))
            #expect(outcome.reclaimedSeen == 0)
            #expect(outcome.reads > 0)
            #expect(outcome.reclaimed > 0)
        }

        private struct Outcome {
            var reads = 0
            var reclaimed = 0
            var reclaimedSeen = 0
        }

        /// Eight words, of which one is published. The writer stamps the next, publishes it, waits, and poisons the
        /// last.
        private static func stress<F: LibURCUFlavor>(_: F.Type, seconds: Double) -> Outcome {
            let words = Words()
            let published = Atomic<Int>(0)
            let areReading = [Latch(), Latch()]
            let isOver = Latch()
            let reads = Results<Int>()
            let reclaimed = Results<Int>()
            let seen = SharedCounter()
            let reader: @Sendable (Int) -> Void = { number in
                F.registered {
                    var count = 0
                    while !isOver.isOpen {
                        let isSound = F.read { () -> Bool in
                            let word = words[published.load(ordering: .acquiring)]
                            let stamp = word.pointee.load(ordering: .relaxed)
                            var isSound = stamp != Words.poison
                            for _ in 0..<50 { isSound = isSound && word.pointee.load(ordering: .relaxed) == stamp }
                            return isSound
                        }
                        if !isSound { seen.increment() }
                        count += 1
                        F.quiescentState()
                        areReading[number].open()
                    }
                    reads.append(count)
                }
            }
            let writer: @Sendable () -> Void = {
                for isReading in areReading { isReading.wait() }
                F.registered {
                    let end = monotonicSeconds() + seconds
                    var generation = 0
                    while generation < 200_000, monotonicSeconds() < end {
                        let last = generation % Words.count
                        generation += 1
                        let next = generation % Words.count
                        words[next].pointee.store(UInt64(generation), ordering: .relaxed)
                        published.store(next, ordering: .releasing)
                        F.synchronize()
                        words[last].pointee.store(Words.poison, ordering: .relaxed)
                    }
                    reclaimed.append(generation)
                    isOver.open()
                }
            }
            onThreads([writer, { reader(0) }, { reader(1) }])
            return Outcome(reads: reads.all.reduce(0, +), reclaimed: reclaimed.all[0], reclaimedSeen: seen.count)
        }

        private final class Words: Sendable {
            static let count = 8
            static let poison = UInt64.max
            // Shared on purpose: the words are atomic, and live as long as this.
            private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>

            init() {
                words = .allocate(capacity: Words.count)
                for word in 0..<Words.count { (words + word).initialize(to: Atomic(0)) }
            }

            deinit {
                words.deallocate()
            }

            subscript(word: Int) -> UnsafeMutablePointer<Atomic<UInt64>> { words + word }
        }
    }
}
