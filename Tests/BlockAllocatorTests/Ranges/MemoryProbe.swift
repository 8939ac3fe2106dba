import Glibc

/// Whether memory can be touched, asked of the kernel: it says EFAULT where a thread would get a signal.
final class MemoryProbe {
    private let ends: (read: CInt, write: CInt)

    init() {
        var ends: [CInt] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe failed with \(errno)")
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(ends.read)
        close(ends.write)
    }

    /// Reads a byte.
    func canRead(_ address: UnsafeRawPointer) -> Bool {
        guard write(ends.write, address, 1) == 1 else { return false }
        var byte: UInt8 = 0
        precondition(read(ends.read, &byte, 1) == 1, "the pipe lost a byte")
        return true
    }

    /// Writes a byte.
    func canWrite(_ address: UnsafeMutableRawPointer) -> Bool {
        var byte: UInt8 = 0xa5
        precondition(write(ends.write, &byte, 1) == 1, "write failed with \(errno)")
        if read(ends.read, address, 1) == 1 { return true }
        precondition(read(ends.read, &byte, 1) == 1, "the pipe lost a byte")
        return false
    }

    /// The pages of a range that cannot be read, by their numbers.
    func unreadablePages(_ address: UnsafeMutableRawPointer, _ pages: Int) -> [Int] {
        (0..<pages).filter { !canRead(address + $0 * 4096) || !canRead(address + $0 * 4096 + 4095) }
    }
}
