public import CLiburcu
public import CLiburcuShims

/// liburcu's lock-free stack (`lfstack`): any number of producers and consumers, last in, first out, no locks at all.
///
/// Of the three ways that liburcu allows to pop, this is the one with RCU: inside a read section of `Flavor`, which the
/// method opens itself, and the node is freed after a grace period. The element itself is handed out at once.
///
/// Every thread that pops is registered with `Flavor` (``BP`` and `RCU` do it themselves). Elements that are still on
/// the stack when the last reference goes are destroyed with it.
///
/// Source: liburcu, `urcu/lfstack.h`.
public final class LockFreeStack<Element: ~Copyable & Sendable, Flavor: LibURCUFlavor> {
    @usableFromInline typealias Layout = NodeLayout<cliburcushims_lfs_node, Element>

    @usableFromInline let stack: UnsafeMutablePointer<__cds_lfs_stack>

    /// Makes an empty stack.
    public init() {
        stack = CacheLines.allocate(__cds_lfs_stack())
        __cds_lfs_init(stack)
    }

    /// Nobody else is at the stack any more, so no grace period is needed.
    deinit {
        var next = cliburcushims_lfs_pop_all(stack)
        while let node = next {
            next = cliburcushims_lfs_next(node)
            Layout.destroy(node)
        }
        UnsafeMutableRawPointer(stack).deallocate()
    }

    /// Puts an element on top; returns whether the stack was empty, which is the moment to wake a consumer.
    ///
    /// Lock-free; needs no read section. What was written before is seen by who pops the element.
    @inlinable
    @discardableResult
    public func push(_ element: consuming Element) -> Bool {
        !cliburcushims_lfs_push(stack, Layout.make(cliburcushims_lfs_node(), element))
    }

    /// Takes the newest element, or `nil` if the stack is empty. Lock-free; allowed inside a read section.
    @inlinable
    public func pop() -> Element? {
        Flavor.readLock()
        let node = cliburcushims_lfs_pop(stack)
        Flavor.readUnlock()
        guard let node else { return nil }
        return takeAndRetire(node)
    }

    /// Takes everything at once and hands it to `body`, newest first; returns how many elements there were.
    ///
    /// Wait-free, apart from `body`.
    @inlinable
    @discardableResult
    public func popAll(_ body: (consuming Element) -> Void) -> Int {
        var count = 0
        var next = cliburcushims_lfs_pop_all(stack)
        while let node = next {
            next = cliburcushims_lfs_next(node)
            body(takeAndRetire(node))
            count += 1
        }
        return count
    }

    /// Whether the stack is empty at some moment during the call. Wait-free, without a barrier.
    @inlinable
    public var isEmpty: Bool {
        cliburcushims_lfs_empty(stack)
    }

    /// A pop that has lost the race may still look at the node's link, but never at its element.
    @inlinable
    func takeAndRetire(_ node: UnsafeMutablePointer<cliburcushims_lfs_node>) -> Element {
        let element = Layout.element(of: node).move()
        Flavor.callRCU(cliburcushims_lfs_head(node), freeLockFreeStackNode)
        return element
    }
}

/// The callback that frees a node, whose element is gone.
@usableFromInline
func freeLockFreeStackNode(_ head: UnsafeMutablePointer<rcu_head>?) {
    guard let head else { return }
    UnsafeMutableRawPointer(cliburcushims_lfs_node_of(head)).deallocate()
}

// liburcu's stack is made for concurrent use; the pointer to it never changes. The elements are Sendable.
extension LockFreeStack: @unchecked Sendable where Element: ~Copyable {}
