/// Intervals in the order of their starts, in a balanced binary tree (AVL) that knows the greatest end in each subtree.
///
/// Its nodes are allocated by the caller and stay where they are; equal intervals are told apart by their nodes' addresses.
///
/// - Note: Source: Cormen et al., "Introduction to Algorithms", on augmented trees.
struct IntervalTree<Value>: ~Copyable {
    typealias Node = IntervalNode<Value>
    typealias Pointer = UnsafeMutablePointer<Node>

    /// Enough to look through the tree, for those who know that it does not change meanwhile.
    private(set) var root: Pointer?
    private(set) var count = 0

    deinit { Self.destroy(root) }

    /// Adds a node that is in no tree; the tree then owns it.
    ///
    /// - Complexity: O(log n).
    mutating func insert(_ node: Pointer) {
        root = Self.inserting(node, into: root)
        count += 1
    }

    /// Takes a node of this tree out of it; the caller then owns it.
    ///
    /// - Complexity: O(log n).
    mutating func remove(_ node: Pointer) {
        root = Self.removing(node, from: root)
        node.pointee.left = nil
        node.pointee.right = nil
        node.pointee.height = 1
        node.pointee.greatestLast = node.pointee.last
        count -= 1
    }

    /// Whether an interval shares an address with `range`.
    ///
    /// - Complexity: O(log n).
    func overlaps(_ range: Range<UInt>) -> Bool {
        guard !range.isEmpty else { return false }
        let last = range.upperBound - 1
        var next = root
        while let node = next {
            if node.pointee.first <= last, range.lowerBound <= node.pointee.last { return true }
            // If the left subtree reaches as far as the range, and none of it overlaps, then one of it starts behind the range; so all on the
            // right do.
            if let left = node.pointee.left, left.pointee.greatestLast >= range.lowerBound {
                next = left
            } else {
                next = node.pointee.right
            }
        }
        return false
    }

    /// Calls `body` for each interval below `root` that shares an address with `range`, in the order of their starts.
    ///
    /// - Complexity: O(log n + k) for k intervals found; at most O(n).
    static func forEachOverlap(_ root: Pointer?, with range: Range<UInt>, _ body: (Value) -> Void) {
        guard !range.isEmpty else { return }
        visit(root, range.lowerBound, range.upperBound - 1, body)
    }

    private static func visit(_ root: Pointer?, _ first: UInt, _ last: UInt, _ body: (Value) -> Void) {
        var next = root
        while let node = next, node.pointee.greatestLast >= first {
            visit(node.pointee.left, first, last, body)
            guard node.pointee.first <= last else { return }
            if first <= node.pointee.last { body(node.pointee.value) }
            next = node.pointee.right
        }
    }

    private static func destroy(_ root: Pointer?) {
        guard let root else { return }
        destroy(root.pointee.left)
        destroy(root.pointee.right)
        Node.destroy(root)
    }
}

// The nodes are the tree's; who shares the tree protects it.
extension IntervalTree: @unchecked Sendable where Value: Sendable {}
