internal import AsymmetricFences
public import CLiburcu
public import CLiburcuShims

/// liburcu's lock-free queue (`rculfqueue`): any number of producers and consumers, first in, first out, no locks at
/// all.
///
/// Both ends run inside a read section of `Flavor`, which the methods open themselves, and the nodes are freed after a
/// grace period: that is what makes their compare-exchanges safe. The element itself is handed out at once.
///
/// Every thread that calls a method is registered with `Flavor` (``BP`` and `RCU` do it themselves). Elements that are
/// still in the queue when the last reference goes are destroyed with it.
///
/// Source: liburcu, `urcu/rculfqueue.h`.
public final class LockFreeQueue<Element: ~Copyable & Sendable, Flavor: LibURCUFlavor> {
    @usableFromInline typealias Layout = NodeLayout<cliburcushims_lfq_node, Element>

    @usableFromInline let queue: UnsafeMutablePointer<cds_lfq_queue_rcu>

    /// Makes an empty queue.
    public init() {
        queue = CacheLines.allocate(cds_lfq_queue_rcu())
        cds_lfq_init_rcu(queue, Flavor.flavorStruct.pointee.update_call_rcu)
    }

    /// Nobody else is in the queue any more, so no section and no grace period are needed.
    deinit {
        while let node = cliburcushims_lfq_dequeue(queue) { Layout.destroy(node) }
        let failure = cds_lfq_destroy_rcu(queue)
        require(failure == 0, "cds_lfq_destroy_rcu failed with errno \(-failure)")
        UnsafeMutableRawPointer(queue).deallocate()
    }

    /// Appends an element.
    ///
    /// Lock-free; allowed inside a read section. What was written before is seen by who dequeues the element.
    @inlinable
    public func enqueue(_ element: consuming Element) {
        let node = Layout.make(cliburcushims_lfq_node(), element)
        Flavor.readLock()
        cliburcushims_lfq_enqueue(queue, node)
        Flavor.readUnlock()
    }

    /// Takes the oldest element, or `nil` if the queue is empty. Lock-free; allowed inside a read section.
    @inlinable
    public func dequeue() -> Element? {
        Flavor.readLock()
        let node = cliburcushims_lfq_dequeue(queue)
        Flavor.readUnlock()
        guard let node else { return nil }
        // Others may still look at the node's link, but never at its element.
        let element = Layout.element(of: node).move()
        Flavor.callRCU(cliburcushims_lfq_head(node), freeLockFreeQueueNode)
        return element
    }
}

/// The callback that frees a node, whose element is gone.
@usableFromInline
func freeLockFreeQueueNode(_ head: UnsafeMutablePointer<rcu_head>?) {
    guard let head else { return }
    UnsafeMutableRawPointer(cliburcushims_lfq_node_of(head)).deallocate()
}

// liburcu's queue is made for concurrent use; the pointer to it never changes. The elements are Sendable.
extension LockFreeQueue: @unchecked Sendable where Element: ~Copyable {}
