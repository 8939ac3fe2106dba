internal import AsymmetricFences
public import ReadCopyUpdate
public import Synchronization

/// Who wants to know when memory is taken away, and who takes it.
///
/// Whoever keeps a second mapping of memory, a cached translation, a registration with a device, decoded contents, subscribes;
/// whoever unmaps, moves or purges memory announces it, before and after:
///
///     notifiers.withInvalidation(of: addresses, event: .unmap) {
///         munmap(…)
///     }
///
/// Subscribers are ``MemoryOperations``, told of all memory, or an ``IntervalSubscription``, told of one range, which also
/// has the protocol by which a second mapping is made without a race.
///
/// **How it works.** A start opens a section of `ranges`, and loads `list`; without a subscriber that is all. The section stays open until
/// the end, so that a registration can wait for the invalidations that did not see it: it publishes itself and waits for a grace
/// period of `ranges`. Sections of `calls` are only around callbacks, so that unsubscribing waits for those that run, and not
/// for a range that somebody holds open. A list is immutable; its successor is published in its place.
///
/// In the child of a fork a registry goes on as it was if no other thread was inside of it, or held a range open: those of threads that
/// the child does not have are never ended there. A first subscription counts as such a range until a reader of it has begun, or its
/// registration has returned: a thread of the library's own ends it.
///
/// - Note: Sources: seed 4 of this project; `mm/mmu_notifier.c` of Linux.
public final class MemoryNotifiers: Sendable {
    /// Open from before the load of `list` in a start until the end.
    @usableFromInline let ranges = SleepableRCU()
    /// Open around callbacks, and around the use of a list.
    let calls = SleepableRCU()
    /// A ``MemorySubscriberList``; 0 while nobody wants to know anything.
    @usableFromInline let list = Atomic<UInt>(0)
    let table: MemorySubscriberTable
    let index = IntervalIndex()
    let configuration: Configuration
    /// For tests: the step at which the next registration fails; 0 for none.
    package let fault = Atomic<Int>(0)

    /// Creates a registry without subscribers.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        table = MemorySubscriberTable()
    }

    /// Traps if an invalidation is open. No subscription is: each keeps its registry.
    deinit {
        let open = index.openCount
        require(open == 0, "a MemoryNotifiers was destroyed with \(open) invalidations open")
        discardList()
    }

    private static let current = Atomic<UInt>(0)

    /// The registry of this process, for memory that belongs to nobody in particular.
    ///
    /// On a hot path keep it in a variable: this is a load and a reference count.
    public static var process: MemoryNotifiers {
        // Not a lazy initialiser, which a fork may catch half-way.
        if let made = UnsafeRawPointer(bitPattern: current.load(ordering: .acquiring)) {
            return Unmanaged<MemoryNotifiers>.fromOpaque(made).takeUnretainedValue()
        }
        let new = Unmanaged.passRetained(MemoryNotifiers())
        let swap = current.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: new.toOpaque()),
            ordering: .acquiringAndReleasing
        )
        guard !swap.exchanged, let other = UnsafeRawPointer(bitPattern: swap.original) else {
            return new.takeUnretainedValue()
        }
        new.release()
        return Unmanaged<MemoryNotifiers>.fromOpaque(other).takeUnretainedValue()
    }
}
