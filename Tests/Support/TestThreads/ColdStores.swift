/// Keeps the calling CPU's store buffer full, so that the store after it stays invisible for long: what a missing fence lets through is then
/// seen in thousands of rounds instead of millions, in a debug build too.
///
/// The lines stored to are out of every cache; x86 drains its store buffer in order, so what follows waits for them.
public final class ColdStores: Sendable {
    private static let lineCount = 1 << 19
    private let base: UInt

    public init() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: Self.lineCount * 64, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 1, count: Self.lineCount * 64)
        base = UInt(bitPattern: memory)
    }

    deinit { UnsafeMutableRawPointer(bitPattern: base)?.deallocate() }

    /// Stores to 16 lines chosen by `seed`; one thread at a time for one instance.
    public func fill(_ seed: Int) {
        guard let memory = UnsafeMutableRawPointer(bitPattern: base) else { return }
        var line = seed &* 7919
        for _ in 0..<16 {
            line = line &* 1_103_515_245 &+ 12345
            memory.storeBytes(of: seed, toByteOffset: ((line >> 4) & (Self.lineCount - 1)) * 64, as: Int.self)
        }
    }
}
