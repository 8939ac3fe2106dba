/// A class instance of 64 bytes, which owns the rest of a larger size as memory of its own.
///
/// `@unchecked Sendable`: whoever retires it gives it up.
final class RetiredObject: @unchecked Sendable {
    /// All stored properties in one, so that their size is known.
    private struct Fields {
        let payload: RetiredPayload
        let rest: UnsafeMutableRawPointer?
        let restBytes: Int
        let fill: (UInt64, UInt64) = (0, 0)
    }

    /// The runtime's own words at the start of an instance, which nobody may poison.
    private static let runtimeBytes = 16
    /// The size of an instance without its rest.
    static let inlineBytes = runtimeBytes + MemoryLayout<Fields>.size

    private let fields: Fields

    init(bytes: Int, _ shard: RetirementShard) {
        let restBytes = bytes - Self.inlineBytes
        fields = Fields(
            payload: RetiredPayload(shard),
            rest: restBytes == 0 ? nil : .allocate(byteCount: restBytes, alignment: 16),
            restBytes: restBytes
        )
    }

    deinit {
        let fields = fields
        if let rest = fields.rest {
            RetiredPayload.poison(rest, bytes: fields.restBytes)
            rest.deallocate()
        }
        let start = Unmanaged.passUnretained(self).toOpaque() + Self.runtimeBytes
        fields.payload.destroy(start, bytes: MemoryLayout<Fields>.size)
    }
}
