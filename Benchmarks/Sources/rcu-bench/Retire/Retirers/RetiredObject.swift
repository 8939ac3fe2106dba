/// A class instance of 64 bytes, which owns the rest of a larger size as memory of its own.
///
/// `@unchecked Sendable`: whoever retires it gives it up.
final class RetiredObject: @unchecked Sendable {
    /// The runtime's own words at the start of an instance, which nobody may poison.
    private static let runtimeBytes = 16
    /// The size of an instance without a rest, as a test confirms.
    static let inlineBytes = 64

    private let payload: RetiredPayload
    private let rest: UnsafeMutableRawPointer?
    private let restBytes: Int
    private let fill: (UInt64, UInt64) = (0, 0)

    init(bytes: Int, _ shard: RetirementShard) {
        payload = RetiredPayload(shard)
        restBytes = bytes - Self.inlineBytes
        rest = restBytes == 0 ? nil : .allocate(byteCount: restBytes, alignment: 16)
    }

    deinit {
        let fields = Unmanaged.passUnretained(self).toOpaque() + Self.runtimeBytes
        let (rest, restBytes) = (rest, restBytes)
        payload.destroy(fields, bytes: Self.inlineBytes - Self.runtimeBytes)
        if let rest {
            RetiredPayload.poison(rest, bytes: restBytes)
            rest.deallocate()
        }
    }
}
