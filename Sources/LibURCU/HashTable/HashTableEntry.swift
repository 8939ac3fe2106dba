/// A key and its value, neither of which changes while the node is in a table.
@usableFromInline
@frozen
struct HashTableEntry<Key: Hashable, Value: ~Copyable>: ~Copyable {
    @usableFromInline let key: Key
    @usableFromInline let value: Value

    @inlinable
    init(key: Key, value: consuming Value) {
        self.key = key
        self.value = value
    }
}
