public import CLiburcu

/// liburcu's match function. It is called for nodes of the same 64-bit hash only, so nearly always once a search.
@usableFromInline
func hashTableNodeMatches(_ link: UnsafeMutablePointer<cds_lfht_node>?, _ probe: UnsafeRawPointer?) -> CInt {
    guard let link, let probe = probe?.assumingMemoryBound(to: HashTableProbe.self) else { return 0 }
    return probe.pointee.operations.matches(UnsafeMutablePointer(link: link), probe.pointee.key) ? 1 : 0
}

/// The callback that frees a removed node after its grace period.
@usableFromInline
func destroyHashTableNode(_ head: UnsafeMutablePointer<rcu_head>?) {
    guard let head else { return }
    let node = UnsafeMutablePointer<HashTableNode>(head: head)
    node.pointee.operations.destroy(node)
}
