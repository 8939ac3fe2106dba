/// What liburcu's callbacks need of a node whose key and value types they cannot name.
@usableFromInline
protocol HashTableOperations {
    /// Whether the node has the key; `key` points to one.
    static func matches(_ node: UnsafeMutablePointer<HashTableNode>, _ key: UnsafeRawPointer) -> Bool

    /// Destroys key and value and frees the node.
    static func destroy(_ node: UnsafeMutablePointer<HashTableNode>)
}
