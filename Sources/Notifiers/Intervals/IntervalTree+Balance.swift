extension IntervalTree {
    /// By start, and among equals by address: any order would do, as long as a node finds its own place again.
    private static func precedes(_ one: Pointer, _ other: Pointer) -> Bool {
        one.pointee.first != other.pointee.first ? one.pointee.first < other.pointee.first : one < other
    }

    static func inserting(_ node: Pointer, into root: Pointer?) -> Pointer {
        guard let root else { return node }
        if precedes(node, root) {
            root.pointee.left = inserting(node, into: root.pointee.left)
        } else {
            root.pointee.right = inserting(node, into: root.pointee.right)
        }
        return balanced(root)
    }

    static func removing(_ node: Pointer, from root: Pointer?) -> Pointer? {
        guard let root else { fatalError("an interval was to be removed from a tree that it is not in") }
        if node == root {
            guard let right = root.pointee.right else { return root.pointee.left }
            guard let left = root.pointee.left else { return right }
            let (least, rest) = takingLeast(right)
            least.pointee.left = left
            least.pointee.right = rest
            return balanced(least)
        }
        if precedes(node, root) {
            root.pointee.left = removing(node, from: root.pointee.left)
        } else {
            root.pointee.right = removing(node, from: root.pointee.right)
        }
        return balanced(root)
    }

    private static func takingLeast(_ root: Pointer) -> (least: Pointer, rest: Pointer?) {
        guard let left = root.pointee.left else { return (root, root.pointee.right) }
        let (least, rest) = takingLeast(left)
        root.pointee.left = rest
        return (least, balanced(root))
    }

    /// The root of the subtree after at most two rotations: one side is at most two higher than the other before, and at most one
    /// after.
    private static func balanced(_ root: Pointer) -> Pointer {
        update(root)
        let lean = height(root.pointee.left) - height(root.pointee.right)
        if lean > 1, let left = root.pointee.left {
            if height(left.pointee.left) < height(left.pointee.right) { root.pointee.left = rotatedLeft(left) }
            return rotatedRight(root)
        }
        if lean < -1, let right = root.pointee.right {
            if height(right.pointee.right) < height(right.pointee.left) { root.pointee.right = rotatedRight(right) }
            return rotatedLeft(root)
        }
        return root
    }

    private static func rotatedRight(_ root: Pointer) -> Pointer {
        guard let left = root.pointee.left else { return root }
        root.pointee.left = left.pointee.right
        left.pointee.right = root
        update(root)
        update(left)
        return left
    }

    private static func rotatedLeft(_ root: Pointer) -> Pointer {
        guard let right = root.pointee.right else { return root }
        root.pointee.right = right.pointee.left
        right.pointee.left = root
        update(root)
        update(right)
        return right
    }

    private static func height(_ node: Pointer?) -> Int32 { node?.pointee.height ?? 0 }

    private static func update(_ node: Pointer) {
        let (left, right) = (node.pointee.left, node.pointee.right)
        node.pointee.height = max(height(left), height(right)) + 1
        var greatest = node.pointee.last
        if let left { greatest = max(greatest, left.pointee.greatestLast) }
        if let right { greatest = max(greatest, right.pointee.greatestLast) }
        node.pointee.greatestLast = greatest
    }
}
