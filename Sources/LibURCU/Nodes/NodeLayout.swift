/// Memory for one of liburcu's nodes and, behind it, a Swift element.
///
/// The header comes first, so liburcu's pointer to the node is the address of the allocation.
@usableFromInline
enum NodeLayout<Header, Element: ~Copyable> {
    @inlinable
    static var elementOffset: Int {
        let mask = MemoryLayout<Element>.alignment - 1
        return (MemoryLayout<Header>.size + mask) & ~mask
    }

    /// Allocates a node. Traps when there is no memory.
    @inlinable
    static func make(_ header: Header, _ element: consuming Element) -> UnsafeMutablePointer<Header> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: elementOffset + MemoryLayout<Element>.size,
            alignment: max(MemoryLayout<Header>.alignment, MemoryLayout<Element>.alignment)
        )
        let node = memory.bindMemory(to: Header.self, capacity: 1)
        node.initialize(to: header)
        (memory + elementOffset).bindMemory(to: Element.self, capacity: 1).initialize(to: element)
        return node
    }

    @inlinable
    static func element(of node: UnsafeMutablePointer<Header>) -> UnsafeMutablePointer<Element> {
        (UnsafeMutableRawPointer(node) + elementOffset).assumingMemoryBound(to: Element.self)
    }

    /// Destroys the element and frees the node, at once.
    @inlinable
    static func destroy(_ node: UnsafeMutablePointer<Header>) {
        element(of: node).deinitialize(count: 1)
        UnsafeMutableRawPointer(node).deallocate()
    }

    /// Moves the element out and frees the node, at once.
    @inlinable
    static func take(_ node: UnsafeMutablePointer<Header>) -> Element {
        let element = element(of: node).move()
        UnsafeMutableRawPointer(node).deallocate()
        return element
    }
}
