/// The first line of a mapping in `/proc/self/maps` and `smaps`: `7f00-7fff rw-p …`.
struct MappingLine {
    let addresses: Range<UInt>
    /// Whether the protection lets anyone read, write or execute.
    let isAccessible: Bool

    /// nil for the lines of `smaps` that tell about a mapping: they begin with a capital letter, and addresses never do.
    init?(_ line: UnsafeRawBufferPointer) {
        var rest = line[...]
        guard let start = Self.address(&rest), rest.popFirst() == UInt8(ascii: "-"),
            let end = Self.address(&rest), rest.popFirst() == UInt8(ascii: " "), start <= end
        else { return nil }
        addresses = start..<end
        isAccessible = rest.prefix(3).contains { $0 != UInt8(ascii: "-") }
    }

    private static func address(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UInt? {
        var address: UInt = 0
        let count = rest.count
        while let digit = rest.first.flatMap(value) {
            address = address << 4 | digit
            rest.removeFirst()
        }
        return rest.count < count ? address : nil
    }

    private static func value(_ byte: UInt8) -> UInt? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
