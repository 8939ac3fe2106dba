public import CLiburcu
public import CLiburcuShims

/// liburcu's stack with wait-free push (`wfstack`): any number of producers and consumers, last in, first out.
///
/// Needs no read section and no registered thread. Consumers exclude one another with a mutex; a consumer also waits
/// for a producer that has been preempted in the middle of a push, and sleeps 10 ms at a time if that lasts. Elements
/// that are still on the stack when the last reference goes are destroyed with it.
///
/// Source: liburcu, `urcu/wfstack.h`.
public final class WaitFreeStack<Element: ~Copyable & Sendable> {
    @usableFromInline typealias Layout = NodeLayout<cds_wfs_node, Element>

    @usableFromInline let stack: UnsafeMutablePointer<cds_wfs_stack>

    /// Makes an empty stack.
    public init() {
        stack = CacheLines.allocate(cds_wfs_stack())
        cds_wfs_init(stack)
    }

    deinit {
        var next = cliburcushims_wfs_pop_all(stack)
        while let node = next {
            next = cds_wfs_next_blocking(node)
            Layout.destroy(node)
        }
        cds_wfs_destroy(stack)
        UnsafeMutableRawPointer(stack).deallocate()
    }

    /// Puts an element on top; returns whether the stack was empty, which is the moment to wake a consumer.
    ///
    /// Wait-free, apart from allocating the node. A full barrier comes before: what was written before is seen by who
    /// pops the element.
    @inlinable
    @discardableResult
    public func push(_ element: consuming Element) -> Bool {
        !cliburcushims_wfs_push(stack, Layout.make(cds_wfs_node(), element))
    }

    /// Takes the newest element, or `nil` if the stack is empty. Blocks for other consumers.
    @inlinable
    public func pop() -> Element? {
        guard let node = cds_wfs_pop_blocking(stack) else { return nil }
        return Layout.take(node)
    }

    /// Takes everything at once and hands it to `body`, newest first; returns how many elements there were.
    ///
    /// Blocks for other consumers while it takes, not while `body` runs.
    @inlinable
    @discardableResult
    public func popAll(_ body: (consuming Element) -> Void) -> Int {
        var count = 0
        var next = cliburcushims_wfs_pop_all(stack)
        while let node = next {
            next = cds_wfs_next_blocking(node)
            body(Layout.take(node))
            count += 1
        }
        return count
    }

    /// Whether the stack is empty at some moment during the call. Wait-free, without a barrier.
    @inlinable
    public var isEmpty: Bool {
        cliburcushims_wfs_empty(stack)
    }
}

// liburcu's stack is made for concurrent use; the pointer to it never changes. The elements are Sendable.
extension WaitFreeStack: @unchecked Sendable where Element: ~Copyable {}
