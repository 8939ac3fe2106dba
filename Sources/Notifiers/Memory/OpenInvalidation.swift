/// A range that is being taken away: what ``MemoryNotifiers/start(_:)`` gives to whoever is to end it.
///
/// Dropping it ends it. It may be ended on another thread than it was started on, and must be ended before the last reference to its
/// registry goes, which it does not keep: a registry that goes while one is open traps.
@frozen
public struct OpenInvalidation: ~Copyable, Sendable {
    // Unmanaged: a retain and a release would be the larger part of an invalidation that nobody hears of.
    @usableFromInline let notifiers: Unmanaged<MemoryNotifiers>
    @usableFromInline let phase: Int
    /// The address of an ``OpenRange``; 0 if there was nobody to tell.
    @usableFromInline let range: UInt

    @inlinable
    @inline(__always)
    init(_ notifiers: Unmanaged<MemoryNotifiers>, phase: Int, range: UInt) {
        self.notifiers = notifiers
        self.phase = phase
        self.range = range
    }

    @inlinable
    @inline(__always)
    deinit {
        notifiers._withUnsafeGuaranteedRef { $0.finish(phase, range) }
    }

    /// Says that the memory is gone: those who were told of the start are told of the end, and those who waited for it go on.
    ///
    /// - Blocks: only as long as the subscribers' `end` callbacks do.
    /// - Contexts: any thread; not a signal handler.
    @inlinable
    @inline(__always)
    public consuming func end() {}
}

extension OpenInvalidation {
    /// Whether anybody was told of the start.
    @inlinable
    public var hasAudience: Bool { range != 0 }
}
