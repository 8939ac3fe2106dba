/// A noncopyable value at the start of a block of memory, which its deinitialiser poisons.
///
/// `@unchecked Sendable`: the address is that of the value itself, and whoever retires it gives it up.
struct RetiredVersion: ~Copyable, @unchecked Sendable {
    private let payload: RetiredPayload
    private let start: UnsafeMutableRawPointer
    private let bytes: Int

    private init(_ payload: RetiredPayload, start: UnsafeMutableRawPointer, bytes: Int) {
        self.payload = payload
        self.start = start
        self.bytes = bytes
    }

    @inline(__always)
    static func allocate(bytes: Int, _ shard: RetirementShard) -> UnsafeMutablePointer<RetiredVersion> {
        let start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        let version = start.bindMemory(to: RetiredVersion.self, capacity: 1)
        version.initialize(to: RetiredVersion(RetiredPayload(shard), start: start, bytes: bytes))
        return version
    }

    deinit {
        payload.destroy(start, bytes: bytes)
    }
}
