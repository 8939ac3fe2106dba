/// One version of an ``RCUBox``'s value, in memory of its own, and its number, which is never given twice.
@usableFromInline
@frozen
struct BoxedVersion<Value: ~Copyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline let number: UInt64
    @usableFromInline var value: Value

    init(number: UInt64, value: consuming Value) {
        self.number = number
        self.value = value
    }

    /// A new version, which its writer is to publish.
    static func make(_ number: UInt64, _ value: consuming Value) -> UnsafeMutablePointer<BoxedVersion> {
        let address = UnsafeMutablePointer<BoxedVersion>.allocate(capacity: 1)
        address.initialize(to: BoxedVersion(number: number, value: value))
        return address
    }

    /// The value, taken out of a version that nobody reads any more.
    static func takeValue(outOf address: UnsafeMutablePointer<BoxedVersion>) -> Value {
        let version = address.move()
        address.deallocate()
        return version.release()
    }

    private consuming func release() -> Value { value }
}
