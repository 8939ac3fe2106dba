import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// Last in, first out; nothing lost, nothing twice.
    @Suite
    struct Stacks {
        private static let producers = 2
        private static let count = Effort.count(10_000)

        /// One consumer pops one at a time, the other everything.
        @Test
        func waitFree() {
            let live = SharedCounter()
            let labels: [Item.Label]
            do {
                let stack = WaitFreeStack<Item>()
                labels = Self.run(
                    push: { stack.push(Item(producer: $0, number: $1, live: live)) },
                    pop: { Item.label(of: stack.pop()) },
                    popAll: { take in stack.popAll { take($0.label) } }
                )
            }
            #expect(labels.isComplete(producers: Self.producers, count: Self.count))
            #expect(live.count == 0)
        }

        /// As above.
        @Test(arguments: TestedFlavor.available)
        func lockFree(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (labels: [Item.Label], live: Int) {
                let live = SharedCounter()
                let labels: [Item.Label]
                do {
                    let stack = LockFreeStack<Item, F>()
                    labels = Self.run(
                        push: {
                            stack.push(Item(producer: $0, number: $1, live: live))
                            F.quiescentState()
                        },
                        pop: {
                            defer { F.quiescentState() }
                            return Item.label(of: stack.pop())
                        },
                        popAll: { take in
                            stack.popAll { take($0.label) }
                            F.quiescentState()
                        },
                        around: { F.registered($0) }
                    )
                }
                F.reclaim()
                return (labels, live.count)
            }
            let outcome = run(flavor.type)
            #expect(outcome.labels.isComplete(producers: Self.producers, count: Self.count))
            #expect(outcome.live == 0)
        }

        /// Threads that push what they popped: a node that were freed too early would be another's at once.
        @Test(arguments: TestedFlavor.available)
        func nodesAreNotReusedWhileAPopMayHoldThem(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> (Churn.Outcome, Int) {
                let live = SharedCounter()
                let outcome: Churn.Outcome
                do {
                    let stack = LockFreeStack<Item, F>()
                    outcome = Churn.run(
                        put: { stack.push(Item(number: $0, live: live)) },
                        take: {
                            defer { F.quiescentState() }
                            return Item.label(of: stack.pop())?.number
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
        func theNewestComesFirst() {
            let waitFree = WaitFreeStack<Int>()
            let lockFree = LockFreeStack<Int, RCU>()
            #expect(waitFree.isEmpty && lockFree.isEmpty)
            #expect(waitFree.push(0) && lockFree.push(0))
            for number in 1..<6 { #expect(!waitFree.push(number) && !lockFree.push(number)) }
            #expect(!waitFree.isEmpty && !lockFree.isEmpty)
            #expect((waitFree.pop(), lockFree.pop()) == (5, 5))
            var rest: ([Int], [Int]) = ([], [])
            #expect(waitFree.popAll { rest.0.append($0) } == 5)
            #expect(lockFree.popAll { rest.1.append($0) } == 5)
            #expect(rest == ([4, 3, 2, 1, 0], [4, 3, 2, 1, 0]))
            #expect((waitFree.pop(), lockFree.pop()) == (nil, nil))
        }

        @Test
        func whatIsLeftIsDestroyedWithTheStack() {
            let live = SharedCounter()
            do {
                let waitFree = WaitFreeStack<Item>()
                let lockFree = LockFreeStack<Item, RCU>()
                for number in 0..<10 {
                    waitFree.push(Item(number: number, live: live))
                    lockFree.push(Item(number: number, live: live))
                }
                #expect(live.count == 20)
            }
            #expect(live.count == 0)
        }

        private static func run(
            push: @escaping @Sendable (Int, Int) -> Void,
            pop: @escaping @Sendable () -> Item.Label?,
            popAll: @escaping @Sendable ((Item.Label) -> Void) -> Void,
            around: @escaping @Sendable (() -> Void) -> Void = { $0() }
        ) -> [Item.Label] {
            let popped = SharedCounter()
            let results = Results<[Item.Label]>()
            let end = monotonicSeconds() + Effort.seconds(10)
            let producer: @Sendable (Int) -> Void = { number in
                around { for item in 0..<count { push(number, item) } }
            }
            let consumer: @Sendable (Bool) -> Void = { takesAll in
                var labels: [Item.Label] = []
                around {
                    while popped.count < producers * count, monotonicSeconds() < end {
                        func take(_ label: Item.Label) {
                            labels.append(label)
                            popped.increment()
                        }
                        if takesAll {
                            popAll(take)
                        } else if let label = pop() {
                            take(label)
                        }
                    }
                }
                results.append(labels)
            }
            onThreads(producers + 2) { $0 < producers ? producer($0) : consumer($0 == producers) }
            return results.all.flatMap { $0 }
        }
    }
}
