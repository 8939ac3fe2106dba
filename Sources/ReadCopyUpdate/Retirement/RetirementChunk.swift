internal import Synchronization

/// A run of places for retired values, in memory of its own; a queue is a list of them.
struct RetirementChunk {
    /// Values in a chunk: with 32 bytes each, two kilobytes.
    static let capacity: UInt64 = 64

    private struct Header: ~Copyable {
        /// The number, in the queue, of the first value.
        var first: UInt64
        /// The address of the next chunk; 0 while there is none.
        let next = Atomic<UInt>(0)
    }

    private static var valuesOffset: Int { 64 }

    let address: UInt

    init(at address: UInt) {
        self.address = address
    }

    private var base: UnsafeMutableRawPointer {
        guard let base = UnsafeMutableRawPointer(bitPattern: address) else {
            fatalError("a retirement queue has lost a chunk")
        }
        return base
    }

    private var header: UnsafeMutablePointer<Header> { base.assumingMemoryBound(to: Header.self) }

    /// The place of the value with this number, which lies in this chunk.
    func place(of number: UInt64) -> UnsafeMutablePointer<RetiredValue> {
        (base + Self.valuesOffset).assumingMemoryBound(to: RetiredValue.self) + Int(number & (Self.capacity - 1))
    }

    var first: UInt64 { header.pointee.first }

    func holds(_ number: UInt64) -> Bool { number &- first < Self.capacity }

    var next: UInt { header.pointee.next.load(ordering: .acquiring) }

    func link(to next: RetirementChunk) { header.pointee.next.store(next.address, ordering: .releasing) }

    static func allocate(first: UInt64) -> RetirementChunk {
        let size = valuesOffset + Int(capacity) * MemoryLayout<RetiredValue>.stride
        let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        base.initializeMemory(as: Header.self, to: Header(first: first))
        return RetirementChunk(at: UInt(bitPattern: base))
    }

    /// Makes an empty chunk, which the caller alone has, ready for the values from `first` on.
    func reuse(first: UInt64) {
        header.pointee.first = first
        header.pointee.next.store(0, ordering: .relaxed)
    }

    func deallocate() { base.deallocate() }
}

/// A retired value, and what it was said to cost.
struct RetiredValue {
    /// First, so that it can be moved out by itself.
    let retired: Retired
    let cost: Int
}
