import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@Suite("RCUPointer and links")
struct RCUPointerTests {
    private struct Node: ~Copyable {
        let number: Int
        let next: Atomic<UnsafeMutablePointer<Node>?>
    }

    private func number(_ value: Int) -> UnsafeMutablePointer<Int> {
        let pointer = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        pointer.initialize(to: value)
        return pointer
    }

    @Test("store, exchange and compareExchange publish, and return what was there")
    func operations() {
        let (one, two) = (number(1), number(2))
        defer {
            one.deallocate()
            two.deallocate()
        }
        let pointer = RCUPointer(one)
        #expect(RCU.read { section in section[pointer].pointee } == 1)
        #expect(pointer.exchange(two) == one)
        #expect(pointer.load() == two)
        let refused = pointer.compareExchange(expected: one, desired: nil)
        #expect(!refused.exchanged && refused.original == two)
        let swapped = pointer.compareExchange(expected: two, desired: one)
        #expect(swapped.exchanged && swapped.original == two)
        pointer.store(nil)
        #expect(RCU.read { section in section.load(pointer)?.pointee } == nil)
    }

    @Test("A list of nodes is followed through their links inside one section")
    func links() {
        var head: UnsafeMutablePointer<Node>?
        var nodes: [UnsafeMutablePointer<Node>] = []
        for value in 1...10 {
            let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
            node.initialize(to: Node(number: value, next: Atomic(head)))
            nodes.append(node)
            head = node
        }
        let list = RCUPointer(head)
        let sum = RCU.read { section in
            var sum = 0
            var node = section.load(list)
            while let current = node {
                sum += current.pointee.number
                node = section.load(current.pointee.next)
            }
            return sum
        }
        #expect(sum == 55)
        for node in nodes {
            node.deinitialize(count: 1)
            node.deallocate()
        }
    }

    @Test("A published value is found initialised, and never after it was reclaimed")
    func publication() {
        let box = Canary.box()
        let stop = Latch()
        let violations = SharedCounter()
        let readers = (0..<2).map { _ in
            TestThread {
                while !stop.isOpen {
                    RCU.read { section in if !section[box].pointee.isAlive { violations.increment() } }
                }
            }
        }
        let writer = TestThread {
            for _ in 0..<(longTests ? 200_000 : 5_000) { Canary.replace(in: box) }
            stop.open()
        }
        #expect(writer.join(within: 60))
        for reader in readers { reader.join() }
        #expect(violations.count == 0)
        #expect(Canary.dispose(box))
    }
}
