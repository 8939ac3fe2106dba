internal import Glibc

/// A node of an ``IntervalTree``: an interval, what it stands for, and the greatest end in its subtree.
struct IntervalNode<Value> {
    typealias Pointer = UnsafeMutablePointer<IntervalNode<Value>>

    /// The first and the last address, both in it: an interval may end where addresses do.
    let first: UInt
    let last: UInt
    let value: Value
    var left: Pointer?
    var right: Pointer?
    var height: Int32 = 1
    /// The greatest `last` of the node and of all below it.
    var greatestLast: UInt

    /// A node that is in no tree, or nil where there is no memory.
    static func make(_ range: Range<UInt>, _ value: Value) -> Pointer? {
        // malloc, which may say that there is no memory, where Swift's own allocation ends the process.
        guard let memory = malloc(MemoryLayout<Self>.size) else { return nil }
        let node = memory.bindMemory(to: Self.self, capacity: 1)
        let last = range.upperBound - 1
        node.initialize(to: Self(first: range.lowerBound, last: last, value: value, greatestLast: last))
        return node
    }

    static func destroy(_ node: Pointer) {
        node.deinitialize(count: 1)
        free(node)
    }

    private init(first: UInt, last: UInt, value: Value, greatestLast: UInt) {
        self.first = first
        self.last = last
        self.value = value
        self.greatestLast = greatestLast
    }
}
