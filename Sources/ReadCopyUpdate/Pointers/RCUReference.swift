/// A version found in a read section, usable until the section closes.
@frozen
public struct RCUReference<Pointee: ~Copyable>: ~Escapable {
    @usableFromInline let address: UnsafePointer<Pointee>

    @inlinable
    @inline(__always)
    @_lifetime(immortal)
    init(_ address: UnsafeMutablePointer<Pointee>) {
        self.address = UnsafePointer(address)
    }

    /// The version itself, borrowed. Copying a copyable value out of it is allowed; the borrow cannot leave the section.
    @inlinable
    public var pointee: Pointee {
        @inline(__always) _read { yield address.pointee }
    }
}
