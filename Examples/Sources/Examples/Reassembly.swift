import BlockAllocator

/// Pieces of a document that arrive in any order, each in a page of its own, and are then seen in theirs: nothing is copied.
struct Reassembly: ~Copyable {
    private let allocator: BlockAllocator
    private let frames: FrameFile
    private let arrivals: PageRange
    private var order: [Int: PageFrame] = [:]

    init(pages: Int, from allocator: BlockAllocator) throws(BlockAllocatorError) {
        let frames = try FrameFile(count: pages)
        arrivals = try allocator.map(frames.frames)
        self.allocator = allocator
        self.frames = frames
    }

    /// Room for the next piece to arrive, wherever it belongs.
    mutating func receive(piece: Int) -> UnsafeMutableRawBufferPointer {
        let frame = frames[order.count]
        order[piece] = frame
        let start = frame.number * 4096
        return UnsafeMutableRawBufferPointer(rebasing: arrivals.bytes[start..<start + 4096])
    }

    /// The document. A system call for each run of pieces that arrived in order.
    func document() throws(BlockAllocatorError) -> PageRange {
        try allocator.map(order.sorted { $0.key < $1.key }.map(\.value))
    }
}
