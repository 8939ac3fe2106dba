internal import AsymmetricFences
public import CLiburcu
public import CLiburcuShims

/// liburcu's queue with wait-free enqueue (`wfcqueue`): any number of producers and consumers, first in, first out.
///
/// Needs no read section and no registered thread. Consumers exclude one another with a mutex; a consumer also waits
/// for a producer that has been preempted in the middle of an enqueue, and sleeps 10 ms at a time if that lasts.
/// Elements that are still in the queue when the last reference goes are destroyed with it.
///
/// Source: liburcu, `urcu/wfcqueue.h`.
public final class WaitFreeQueue<Element: ~Copyable & Sendable> {
    @usableFromInline typealias Layout = NodeLayout<cds_wfcq_node, Element>

    /// Two allocations, each of two cache lines: producers write the one, consumers the other.
    @usableFromInline let head: UnsafeMutablePointer<cds_wfcq_head>
    @usableFromInline let tail: UnsafeMutablePointer<cds_wfcq_tail>

    /// Makes an empty queue.
    public init() {
        head = CacheLines.allocate(cds_wfcq_head())
        tail = CacheLines.allocate(cds_wfcq_tail())
        cds_wfcq_init(head, tail)
    }

    deinit {
        while let node = cds_wfcq_dequeue_blocking(head, tail) { Layout.destroy(node) }
        cds_wfcq_destroy(head, tail)
        UnsafeMutableRawPointer(head).deallocate()
        UnsafeMutableRawPointer(tail).deallocate()
    }

    /// Appends an element; returns whether the queue was empty, which is the moment to wake a consumer.
    ///
    /// Wait-free, apart from allocating the node. A full barrier comes before: what was written before is seen by who
    /// dequeues the element.
    @inlinable
    @discardableResult
    public func enqueue(_ element: consuming Element) -> Bool {
        !cliburcushims_wfcq_enqueue(head, tail, Layout.make(cds_wfcq_node(), element))
    }

    /// Takes the oldest element, or `nil` if the queue is empty. Blocks for other consumers.
    @inlinable
    public func dequeue() -> Element? {
        guard let node = cds_wfcq_dequeue_blocking(head, tail) else { return nil }
        return Layout.take(node)
    }

    /// Moves all elements of `source` behind those of this queue, in order.
    ///
    /// Blocks for other consumers of `source`, but costs the same whatever their number. The two must be different
    /// queues.
    public func append(contentsOf source: WaitFreeQueue) {
        require(source !== self, "a queue cannot be appended to itself")
        _ = cds_wfcq_splice_blocking(head, tail, source.head, source.tail)
    }

    /// Whether the queue is empty at some moment during the call. Wait-free, without a barrier.
    @inlinable
    public var isEmpty: Bool {
        cliburcushims_wfcq_empty(head, tail)
    }
}

// liburcu's queue is made for concurrent use; the pointers to it never change. The elements are Sendable.
extension WaitFreeQueue: @unchecked Sendable where Element: ~Copyable {}
