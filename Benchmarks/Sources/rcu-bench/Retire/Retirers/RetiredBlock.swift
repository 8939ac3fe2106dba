import CLiburcu

/// The address of memory with a node for liburcu at its start, and behind that the payload.
///
/// `@unchecked Sendable`: an address; whoever retires what is there gives it up.
struct RetiredBlock: @unchecked Sendable {
    private struct Layout {
        var head = rcu_head()
        let payload: RetiredPayload
        let bytes: Int
    }

    private let layout: UnsafeMutablePointer<Layout>

    /// The smallest object: the largest of the layouts, here and in the other forms.
    static let minimumBytes = 64
    static let layoutBytes = MemoryLayout<Layout>.size

    @inline(__always)
    static func allocate(bytes: Int, _ shard: RetirementShard) -> RetiredBlock {
        let start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        let layout = start.bindMemory(to: Layout.self, capacity: 1)
        layout.initialize(to: Layout(payload: RetiredPayload(shard), bytes: bytes))
        return RetiredBlock(layout: layout)
    }

    private init(layout: UnsafeMutablePointer<Layout>) {
        self.layout = layout
    }

    /// From ``address``, or from the head there.
    @inline(__always)
    init(_ address: UnsafeMutableRawPointer) {
        layout = address.assumingMemoryBound(to: Layout.self)
    }

    var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(layout) }

    /// The layout's first field, so at the same address.
    var head: UnsafeMutablePointer<rcu_head> { address.assumingMemoryBound(to: rcu_head.self) }

    @inline(__always)
    func destroy() {
        let (payload, bytes) = (layout.pointee.payload, layout.pointee.bytes)
        payload.destroy(address, bytes: bytes)
        layout.deallocate()
    }
}
