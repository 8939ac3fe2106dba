import LibURCU
import Testing

extension LibURCUTests {
    /// The containers open the read sections that liburcu asks for, and free no node that a reader may hold.
    @Suite
    struct OwnSections {
        private typealias Effects = CountingFlavor.Effects

        @Test
        func ofTheHashTable() {
            let table = LockFreeHashTable<Int, Int, CountingFlavor>()
            let operations: [(body: () -> Void, retired: Int)] = [
                ({ table.add(1, forKey: 1) }, 0),
                ({ table.addUnique(2, forKey: 1) }, 0),
                ({ table.addUnique(2, forKey: 2) }, 0),
                ({ table.addReplace(3, forKey: 2) }, 1),
                ({ table.addReplace(3, forKey: 3) }, 0),
                ({ _ = table.contains(1) }, 0),
                ({ _ = table.value(forKey: 9) }, 0),
                ({ table.withValue(forKey: 1) { _ in } }, 0),
                ({ table.forEachValue(forKey: 1) { _ in } }, 0),
                ({ table.forEach { _, _ in } }, 0),
                ({ _ = table.count }, 0),
                ({ table.remove(forKey: 1) }, 1),
                ({ table.remove(forKey: 9) }, 0),
                ({ table.removeAll() }, 2),
            ]
            for (number, operation) in operations.enumerated() {
                let expected = Effects(opened: 1, closed: 1, retired: operation.retired)
                #expect(CountingFlavor.effects(of: operation.body) == expected, "operation \(number)")
            }
        }

        @Test
        func ofTheStack() {
            let stack = LockFreeStack<Int, CountingFlavor>()
            // liburcu needs no section to push, nor to pop all.
            #expect(CountingFlavor.effects { stack.push(1) } == Effects())
            #expect(CountingFlavor.effects { _ = stack.pop() } == Effects(opened: 1, closed: 1, retired: 1))
            #expect(CountingFlavor.effects { _ = stack.pop() } == Effects(opened: 1, closed: 1))
            stack.push(2)
            stack.push(3)
            #expect(CountingFlavor.effects { stack.popAll { _ in } } == Effects(retired: 2))
        }

        @Test
        func ofTheQueue() {
            let queue = LockFreeQueue<Int, CountingFlavor>()
            #expect(CountingFlavor.effects { queue.enqueue(1) } == Effects(opened: 1, closed: 1))
            // liburcu's dummy node, which was the first, and the element's.
            #expect(CountingFlavor.effects { _ = queue.dequeue() } == Effects(opened: 1, closed: 1, retired: 2))
            #expect(CountingFlavor.effects { _ = queue.dequeue() } == Effects(opened: 1, closed: 1))
        }
    }
}
