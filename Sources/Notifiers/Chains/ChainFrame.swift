internal import CMembarrier

/// A call of a blocking chain that the calling thread is inside of: a link of a list on the thread's own stack, innermost first.
struct ChainFrame {
    private let chain: ObjectIdentifier
    private let outer: UInt

    /// Runs `body`, which calls callbacks of `chain`, with the thread marked as inside of it.
    static func within(_ chain: ObjectIdentifier, _ body: () -> Void) {
        let outer = cmembarrier_get_chain_frame()
        // By its address, so that the frame is in memory while `body` runs.
        withUnsafePointer(to: ChainFrame(chain: chain, outer: outer)) { frame in
            cmembarrier_set_chain_frame(UInt(bitPattern: frame))
            body()
        }
        cmembarrier_set_chain_frame(outer)
    }

    /// Whether the calling thread is inside of `chain`.
    static func isWithin(_ chain: ObjectIdentifier) -> Bool {
        var address = cmembarrier_get_chain_frame()
        while let frame = UnsafePointer<ChainFrame>(bitPattern: address) {
            if frame.pointee.chain == chain { return true }
            address = frame.pointee.outer
        }
        return false
    }
}
