/// What a search hands through liburcu to ``hashTableNodeMatches(_:_:)``.
@usableFromInline
@frozen
struct HashTableProbe {
    @usableFromInline let operations: any HashTableOperations.Type
    @usableFromInline let key: UnsafeRawPointer

    @inlinable
    init(operations: any HashTableOperations.Type, key: UnsafeRawPointer) {
        self.operations = operations
        self.key = key
    }
}
