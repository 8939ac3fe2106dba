/// What is left to be done for something retired, once nobody can read it any more.
///
/// An enumeration, not a closure: a closure would need an allocation for each.
enum Retired {
    /// A reference to be released.
    case object(AnyObject)
    /// A version to be deinitialised and deallocated, by a function that knows its type.
    case version(UnsafeMutableRawPointer, any RetiredVersion.Type)
    case closure(@Sendable () -> Void)

    /// Does it, where `self` is the last copy.
    consuming func run() {
        switch consume self {
        case .object: break
        case .version(let address, let type): type.destroy(address)
        case .closure(let body): body()
        }
    }
}

// Whoever retires gives it up; it is touched again by one thread, after a grace period.
extension Retired: @unchecked Sendable {}

/// Destroys a version whose type is not known where it is destroyed.
@usableFromInline
protocol RetiredVersion {
    static func destroy(_ address: UnsafeMutableRawPointer)
}

/// The destroyer of versions of one type.
@usableFromInline
enum RetiredVersionOf<Pointee: ~Copyable>: RetiredVersion {
    @inlinable
    static func destroy(_ address: UnsafeMutableRawPointer) {
        let version = address.assumingMemoryBound(to: Pointee.self)
        version.deinitialize(count: 1)
        version.deallocate()
    }
}
