internal import AsymmetricFences
public import Synchronization

/// A value that is read by many threads at once without a lock and replaced as a whole by writers.
///
///     let routes = RCUBox(RoutingTable())
///     let handler = routes.read { $0.handler(for: path) }
///     routes.update { $0.adding(route) }
///
/// Readers never wait, for writers or for one another. Writers are serialised, first come, first served; what they replace is
/// retired (see `RCU.retire(_:cost:)`), and destroyed when its last reader has left. A child of a fork
/// may write too, unless another thread of the parent was just writing to the same box.
// Unchecked for the pointer alone, which is not Sendable: it is atomic, and what it points to is only read, and is Sendable.
public final class RCUBox<Value: ~Copyable & Sendable>: @unchecked Sendable {
    // The box owns the version that is published. Never nil: an optional only because Atomic tests a pointer that is not one, on
    // each load.
    @usableFromInline let current: Atomic<UnsafeMutablePointer<BoxedVersion<Value>>?>
    let writers = WriterLock()
    let watchers = BoxWatchers()

    /// Creates a box that holds `initial`.
    public init(_ initial: consuming Value) {
        current = Atomic(BoxedVersion.make(0, initial))
    }

    deinit {
        // Whoever reads holds the box, so nobody does, and the version needs no grace period.
        let last = current.load(ordering: .acquiring).unsafelyUnwrapped
        last.deinitialize(count: 1)
        last.deallocate()
    }

    /// Runs `body` on the current value, inside a read section.
    ///
    /// `body` sees one version throughout, alive until it returns. Costs as ``RCU/read(file:line:_:)``, plus one load.
    ///
    /// - Never blocks. Contexts: as ``RCU/read(file:line:_:)``.
    @inlinable
    @inline(__always)
    public func read<Result: ~Copyable, Failure: Error>(
        file: StaticString = #fileID,
        line: UInt = #line,
        _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = SectionEntry.enter(file, line)
        defer { entry.leave() }
        return try body(current.load(ordering: .acquiring).unsafelyUnwrapped.pointee.value)
    }

    /// The version that is published, for the writer that holds the lock: only writers retire versions, so it needs no section.
    var latest: UnsafeMutablePointer<BoxedVersion<Value>> {
        current.load(ordering: .acquiring).unsafelyUnwrapped
    }

    /// Publishes `value` as the version after the latest, which it returns. Only while the lock is held.
    ///
    /// Sequentially consistent for the watchers: either they find the new version, or this finds them.
    func publish(_ value: consuming Value) -> UnsafeMutablePointer<BoxedVersion<Value>> {
        let old = latest
        current.store(BoxedVersion.make(old.pointee.number + 1, value), ordering: .sequentiallyConsistent)
        watchers.notify()
        return old
    }

    /// Traps inside a read section: writers wait for one another, and for memory.
    static func requireNoSection() {
        require(!RCU.isInReadSection, writeInSection)
    }

    /// As ``requireNoSection()``, for a task: the long section of its thread's reporter goes on while it is suspended.
    static func requireNoSectionOfTask() {
        GracePeriods.requireNoSectionOfTask(writeInSection)
    }

    private static var writeInSection: String {
        "a write to an RCUBox may wait, for other writers and for memory, so it cannot be inside a read section"
    }
}
