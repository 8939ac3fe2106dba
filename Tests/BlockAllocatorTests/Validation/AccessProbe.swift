import Glibc

/// Whether an address may be read, without a fault: the kernel reads it, and answers EFAULT.
final class AccessProbe: Sendable {
    private let input: CInt
    private let output: CInt

    init() {
        var ends: [CInt] = [0, 0]
        precondition(pipe(&ends) == 0, "pipe failed with errno \(errno)")
        input = ends[0]
        output = ends[1]
    }

    deinit {
        close(input)
        close(output)
    }

    func canRead(_ address: UInt) -> Bool {
        let count = write(output, UnsafeRawPointer(bitPattern: address), 1)
        if count < 0 { return false }
        var byte: UInt8 = 0
        precondition(read(input, &byte, 1) == 1, "read of a pipe failed with errno \(errno)")
        return true
    }
}
