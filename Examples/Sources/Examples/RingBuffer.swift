import BlockAllocator

/// A ring of bytes without a seam: its frames are mapped twice in a row, so behind the last byte comes the first again.
struct RingBuffer: ~Copyable {
    private let memory: PageRange
    private let capacity: Int
    private var written = 0
    private var read = 0

    init(pages: Int, from allocator: BlockAllocator) throws(BlockAllocatorError) {
        let frames = try FrameFile(count: pages).frames
        memory = try allocator.map(frames + frames)
        capacity = memory.byteCount / 2
    }

    /// All that has not been read, in one piece wherever it begins: for a parser, or for write(2).
    var unread: UnsafeRawBufferPointer {
        let start = read % capacity
        return UnsafeRawBufferPointer(rebasing: memory.bytes[start..<start + written - read])
    }

    mutating func write(_ bytes: [UInt8]) -> Bool {
        guard written - read + bytes.count <= capacity else { return false }
        (memory.baseAddress + written % capacity).copyMemory(from: bytes, byteCount: bytes.count)
        written += bytes.count
        return true
    }

    mutating func consume(_ count: Int) { read += count }
}
