public import Synchronization

extension RCUBox where Value: ~Copyable {
    /// Which version of a box's value it is: equal for the same version of the same box, greater for a later one.
    @frozen
    public struct Version: Hashable, Comparable, Sendable {
        @usableFromInline let number: UInt64

        @inlinable
        init(number: UInt64) {
            self.number = number
        }

        /// Whether the first version is older than the second.
        @inlinable
        public static func < (first: Version, second: Version) -> Bool { first.number < second.number }
    }

    /// The version that is published now.
    @inlinable
    public var version: Version { readVersion { _, version in version } }

    /// Runs `body` on the current value and its version, for a later `compareExchange(expected:desired:cost:)`.
    ///
    /// As ``read(file:line:_:)`` in all else.
    @inlinable
    @inline(__always)
    public func readVersion<Result: ~Copyable, Failure: Error>(
        file: StaticString = #fileID,
        line: UInt = #line,
        _ body: (borrowing Value, Version) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = SectionEntry.enter(file, line)
        defer { entry.leave() }
        // Sequentially consistent for the watchers, and no dearer than an acquire where loads are ordered.
        let version = current.load(ordering: .sequentiallyConsistent).unsafelyUnwrapped
        return try body(version.pointee.value, Version(number: version.pointee.number))
    }
}

extension RCUBox {
    /// A copy of the current value, to be kept for as long as one likes.
    ///
    /// Costs a ``read(file:line:_:)`` and the copy, with whatever references it retains.
    @inlinable
    public func snapshot() -> Value { read { copy $0 } }
}
