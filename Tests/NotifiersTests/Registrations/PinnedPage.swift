import CTestShims
import Glibc
import Synchronization

/// A second mapping that the kernel really makes: the page itself, whatever is mapped at its address later, in a pipe.
final class PinnedPage: Sendable {
    private let pipes: (CInt, CInt)

    /// Pins the page that is at `address` now.
    init(_ address: UInt) {
        var ends: [CInt] = [0, 0]
        precondition(pipe(&ends) == 0, "pipe failed with \(errno)")
        pipes = (ends[0], ends[1])
        guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else { preconditionFailure("mapped at 0") }
        // Makes it a page of its own, and not the one that all share until they write, and leaves what is there.
        pointer.assumingMemoryBound(to: Atomic<UInt64>.self).pointee.wrappingAdd(0, ordering: .relaxed)
        let result = ctestshims_hold_in_pipe(ends[1], pointer, 8)
        precondition(result == 8, "vmsplice failed with \(result)")
    }

    deinit {
        close(pipes.0)
        close(pipes.1)
    }

    /// What the page holds now, looked at through `other`, a pipe of the caller.
    func word(through other: [CInt]) -> UInt64 {
        var word: UInt64 = 0
        let result = ctestshims_peek(pipes.0, other, &word)
        precondition(result == 0, "tee failed with \(result)")
        return word
    }
}
