/// The operations for one pair of types.
@usableFromInline
enum HashTableOperationsOf<Key: Hashable, Value: ~Copyable>: HashTableOperations {
    @usableFromInline typealias Layout = NodeLayout<HashTableNode, HashTableEntry<Key, Value>>

    @inlinable
    static func matches(_ node: UnsafeMutablePointer<HashTableNode>, _ key: UnsafeRawPointer) -> Bool {
        Layout.element(of: node).pointee.key == key.assumingMemoryBound(to: Key.self).pointee
    }

    @inlinable
    static func destroy(_ node: UnsafeMutablePointer<HashTableNode>) {
        Layout.destroy(node)
    }
}
