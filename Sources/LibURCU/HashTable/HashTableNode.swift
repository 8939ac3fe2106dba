public import CLiburcu
public import CLiburcuShims

/// The part of a hash table's node that does not depend on the key and the value, which follow it.
@usableFromInline
@frozen
struct HashTableNode {
    /// First, so liburcu's pointer to its link is a pointer to this.
    @usableFromInline var node = cliburcushims_lfht_node()
    /// What knows the rest of the node: C callbacks cannot be generic. A metatype needs no reference counting.
    @usableFromInline let operations: any HashTableOperations.Type

    @inlinable
    init(operations: any HashTableOperations.Type) {
        self.operations = operations
    }
}

extension UnsafeMutablePointer<HashTableNode> {
    @inlinable
    var link: UnsafeMutablePointer<cds_lfht_node> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: cds_lfht_node.self)
    }

    @inlinable
    var head: UnsafeMutablePointer<rcu_head> {
        cliburcushims_lfht_head(UnsafeMutableRawPointer(self).assumingMemoryBound(to: cliburcushims_lfht_node.self))
    }

    @inlinable
    init(link: UnsafeMutablePointer<cds_lfht_node>) {
        self = UnsafeMutableRawPointer(link).assumingMemoryBound(to: HashTableNode.self)
    }

    @inlinable
    init(head: UnsafeMutablePointer<rcu_head>) {
        self = UnsafeMutableRawPointer(cliburcushims_lfht_node_of(head)).assumingMemoryBound(to: HashTableNode.self)
    }
}
