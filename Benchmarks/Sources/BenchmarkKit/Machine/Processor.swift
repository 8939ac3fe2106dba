import CBenchmarkShims

/// A logical processor that the scheduler may use for this process.
public struct Processor: Sendable, Equatable {
    // 64 words are 4096 processors; the kernel refuses a mask shorter than its own.
    private static let words = 64

    public let number: Int

    /// The processors this process may run on, ascending; at least one.
    public static let usable: [Processor] = {
        var bits = [UInt64](repeating: 0, count: words)
        guard CBenchmarkShims_get_affinity(&bits, words) == 0 else { return [Processor(number: 0)] }
        return (0..<words * 64).filter { bits[$0 / 64] >> UInt64($0 % 64) & 1 != 0 }.map(Processor.init)
    }()

    /// Keeps the calling thread on this processor. A refusal is no error: the thread then runs where it may.
    public func pinCurrentThread() {
        var bits = [UInt64](repeating: 0, count: Self.words)
        bits[number / 64] |= 1 << UInt64(number % 64)
        _ = CBenchmarkShims_set_affinity(bits, Self.words)
    }
}
