import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// First in, first out; nothing lost, nothing twice.
    @Suite
    struct Queues {
        private static let count = Effort.count(10_000)

        @Test(arguments: [(3, 1), (2, 2)])
        func waitFree(producers: Int, consumers: Int) {
            let live = SharedCounter()
            let outcome: [[Item.Label]]
            do {
                let queue = WaitFreeQueue<Item>()
                outcome = Self.run(
                    producers,
                    consumers,
                    produce: { queue.enqueue(Item(producer: $0, number: $1, live: live)) },
                    consume: { Item.label(of: queue.dequeue()) }
                )
            }
            Self.expectAll(outcome, producers: producers)
            #expect(live.count == 0)
        }

        @Test(arguments: TestedFlavor.available, [(3, 1), (2, 2)])
        func lockFree(_ flavor: TestedFlavor, _ threads: (producers: Int, consumers: Int)) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (labels: [[Item.Label]], live: Int) {
                let live = SharedCounter()
                let labels: [[Item.Label]]
                do {
                    let queue = LockFreeQueue<Item, F>()
                    labels = Self.run(
                        threads.producers,
                        threads.consumers,
                        produce: {
                            queue.enqueue(Item(producer: $0, number: $1, live: live))
                            F.quiescentState()
                        },
                        consume: {
                            defer { F.quiescentState() }
                            return Item.label(of: queue.dequeue())
                        },
                        around: { F.registered($0) }
                    )
                }
                F.reclaim()
                return (labels, live.count)
            }
            let outcome = run(flavor.type)
            Self.expectAll(outcome.labels, producers: threads.producers)
            #expect(outcome.live == 0)
        }

        /// Threads that enqueue what they dequeued: a node that were freed too early would be another's at once.
        @Test(arguments: TestedFlavor.available)
        func nodesAreNotReusedWhileAnEndMayHoldThem(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (Churn.Outcome, Int) {
                let live = SharedCounter()
                let outcome: Churn.Outcome
                do {
                    let queue = LockFreeQueue<Item, F>()
                    outcome = Churn.run(
                        put: { queue.enqueue(Item(number: $0, live: live)) },
                        take: {
                            defer { F.quiescentState() }
                            return Item.label(of: queue.dequeue())?.number
                        },
                        around: { F.registered($0) }
                    )
                }
                F.reclaim()
                return (outcome, live.count)
            }
            let (outcome, live) = run(flavor.type)
            #expect(outcome.taken == outcome.put)
            #expect(outcome.turns > 0)
            #expect(live == 0)
        }

        @Test
        func enqueueSaysWhetherTheQueueWasEmpty() {
            let queue = WaitFreeQueue<Int>()
            #expect(queue.isEmpty)
            #expect(queue.enqueue(1))
            #expect(!queue.enqueue(2))
            #expect(!queue.isEmpty)
            #expect(queue.dequeue() == 1)
            #expect(queue.dequeue() == 2)
            #expect(queue.dequeue() == nil)
            #expect(queue.enqueue(3))
        }

        @Test
        func appendingMovesEverythingInOrder() {
            let first = WaitFreeQueue<Int>()
            let second = WaitFreeQueue<Int>()
            for number in 0..<3 { first.enqueue(number) }
            for number in 3..<6 { second.enqueue(number) }
            first.append(contentsOf: second)
            #expect(second.isEmpty)
            #expect((0..<7).map { _ in first.dequeue() } == [0, 1, 2, 3, 4, 5, nil])
        }

        @Test
        func whatIsLeftIsDestroyedWithTheQueue() {
            let live = SharedCounter()
            do {
                let waitFree = WaitFreeQueue<Item>()
                let lockFree = LockFreeQueue<Item, RCU>()
                for number in 0..<10 {
                    waitFree.enqueue(Item(number: number, live: live))
                    lockFree.enqueue(Item(number: number, live: live))
                }
                #expect(live.count == 20)
            }
            #expect(live.count == 0)
        }

        private static func expectAll(_ labels: [[Item.Label]], producers: Int) {
            #expect(labels.allSatisfy { $0.isInOrder })
            #expect(labels.flatMap { $0 }.isComplete(producers: producers, count: count))
        }

        /// Returns what each consumer got, in its order. Consumers go on until they have everything together, or for
        /// long enough to see that it will not come.
        private static func run(
            _ producers: Int,
            _ consumers: Int,
            produce: @escaping @Sendable (Int, Int) -> Void,
            consume: @escaping @Sendable () -> Item.Label?,
            around: @escaping @Sendable (() -> Void) -> Void = { $0() }
        ) -> [[Item.Label]] {
            let consumed = SharedCounter()
            let results = Results<[Item.Label]>()
            let end = monotonicSeconds() + Effort.seconds(10)
            let producer: @Sendable (Int) -> Void = { number in
                around { for item in 0..<count { produce(number, item) } }
            }
            let consumer: @Sendable () -> Void = {
                var labels: [Item.Label] = []
                around {
                    while consumed.count < producers * count, monotonicSeconds() < end {
                        guard let label = consume() else { continue }
                        labels.append(label)
                        consumed.increment()
                    }
                }
                results.append(labels)
            }
            onThreads(producers + consumers) { $0 < producers ? producer($0) : consumer() }
            return results.all
        }
    }
}
