import TestThreads
import Testing

@testable import Notifiers

@Suite("The interval tree")
struct IntervalTreeTests {
    private typealias Tree = IntervalTree<Int>

    /// Every query is compared with a look at each interval.
    @Test("Insertions, removals and queries at random answer as a list does", arguments: [1, 2, 3, 4])
    func oracle(seed: UInt64) throws {
        var random = SplitMix(seed)
        var tree = Tree()
        var list: [(id: Int, range: Range<UInt>, node: Tree.Pointer)] = []
        let span = [UInt(50), 1_000, 1_000_000, .max][Int(seed) - 1]
        for step in 0..<(longTests ? 50_000 : 2_500) {
            // Grows for a while, then shrinks.
            let grows = step / 500 % 2 == 0
            if list.isEmpty || random.below(10) < (grows ? 7 : 3) {
                let range = random.range(span)
                let node = try #require(Tree.Node.make(range, step))
                tree.insert(node)
                list.append((step, range, node))
            } else {
                let entry = list.remove(at: Int(random.below(UInt(list.count))))
                tree.remove(entry.node)
                #expect(entry.node.pointee.value == entry.id)
                Tree.Node.destroy(entry.node)
            }
            let query = random.range(span)
            var found: [Int] = []
            Tree.forEachOverlap(tree.root, with: query) { found.append($0) }
            let expected = list.filter { $0.range.overlaps(query) }.map(\.id)
            if found.sorted() != expected.sorted() {
                Issue.record("query \(query) found \(found); expected \(expected)")
                return
            }
            #expect(tree.overlaps(query) == !expected.isEmpty)
            #expect(tree.count == list.count)
            if step % 50 == 0 { check(tree.root) }
        }
    }

    @Test("In ascending, descending and equal order it stays as low as its size permits")
    func height() throws {
        for order in 0..<3 {
            var tree = Tree()
            for number in 0..<4096 {
                let first = UInt(order == 0 ? number : order == 1 ? 5000 - number : 7)
                tree.insert(try #require(Tree.Node.make(first..<first + 1, number)))
            }
            check(tree.root)
            // An AVL tree of n is at most 1.44 log2(n + 2) high.
            #expect((tree.root?.pointee.height ?? 0) <= 17)
        }
    }

    @Test("Addresses at both ends, and neighbours that do not touch")
    func borders() throws {
        var tree = Tree()
        tree.insert(try #require(Tree.Node.make(0..<1, 1)))
        tree.insert(try #require(Tree.Node.make(UInt.max - 1..<UInt.max, 2)))
        tree.insert(try #require(Tree.Node.make(10..<20, 3)))
        for (query, expected) in [
            (UInt(0)..<1, [1]), (1..<10, []), (9..<11, [3]), (19..<20, [3]), (20..<21, []), (0..<UInt.max, [1, 3, 2]),
            (5..<5, []), (15..<15, []), (UInt.max - 1..<UInt.max, [2]),
        ] {
            var found: [Int] = []
            Tree.forEachOverlap(tree.root, with: query) { found.append($0) }
            #expect(found == expected, "\(query)")
            #expect(tree.overlaps(query) == !expected.isEmpty, "\(query)")
        }
    }

    /// Returns height and greatest end, having compared them with what the nodes say.
    @discardableResult
    private func check(_ root: Tree.Pointer?) -> (height: Int32, greatest: UInt) {
        guard let node = root?.pointee else { return (0, 0) }
        let (left, right) = (check(node.left), check(node.right))
        #expect(abs(left.height - right.height) <= 1)
        #expect(node.height == max(left.height, right.height) + 1)
        #expect(node.greatestLast == max(node.last, left.greatest, right.greatest))
        if let left = node.left { #expect(left.pointee.first <= node.first) }
        if let right = node.right { #expect(right.pointee.first >= node.first) }
        return (node.height, node.greatestLast)
    }
}

/// A generator with a seed, so that a failure can be repeated.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ limit: UInt) -> UInt { UInt(next()) % limit }

    /// A range that is not empty, mostly short, below `span`.
    mutating func range(_ span: UInt) -> Range<UInt> {
        let first = below(span - 1)
        let longest = below(4) == 0 ? span - first : min(span - first, span / 20)
        return first..<first + 1 + below(max(longest, 2) - 1)
    }
}
