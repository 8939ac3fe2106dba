internal import CMembarrier
internal import Glibc

/// Page frames that belong to nobody's addresses yet: a file in memory (`memfd_create`), page by page.
///
/// Its memory is taken page by page as frames are mapped, and goes back to the system when the value is gone and nothing of it is
/// mapped any more.
public final class FrameFile: Sendable {
    /// How many frames there are.
    public let count: Int
    let descriptor: CInt

    /// Makes a file of so many frames, all zero.
    ///
    /// - Parameters:
    ///   - count: at least 1.
    ///   - name: for `/proc/self/maps`; up to 249 bytes.
    /// - Throws: ``BlockAllocatorError/invalidPageCount(_:maximum:)`` or ``BlockAllocatorError/system(call:errno:)``.
    public init(count: Int, name: String = "swift-rcu frames") throws(BlockAllocatorError) {
        let maximum = Int.max >> (PageSize.shift + 1)
        guard count >= 1 && count <= maximum else { throw .invalidPageCount(count, maximum: maximum) }
        let descriptor = cmembarrier_memfd(name)
        guard descriptor >= 0 else { throw .system(call: "memfd_create", errno: -descriptor) }
        guard ftruncate(descriptor, count << PageSize.shift) == 0 else {
            let error = errno
            close(descriptor)
            throw .system(call: "ftruncate to \(count) pages", errno: error)
        }
        self.count = count
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A frame by its number, from 0. Traps beyond the end.
    public subscript(number: Int) -> PageFrame {
        PageFrame(self, number)
    }

    /// Frames by their numbers, in ascending order.
    public subscript(numbers: Range<Int>) -> [PageFrame] {
        numbers.map { self[$0] }
    }

    /// All of them.
    public var frames: [PageFrame] { self[0..<count] }
}
