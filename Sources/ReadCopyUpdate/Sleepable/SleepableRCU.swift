internal import AsymmetricFences
internal import Synchronization

/// RCU whose sections may last: across an `await`, a lock, a system call, and on another thread than they began on.
///
/// Each instance is a domain of its own: its grace periods wait for its own sections only, so one that lasts for
/// seconds delays nobody else. Use ``RCU`` or ``RCUBox`` where sections are short and synchronous: they cost less.
///
///     let domain = SleepableRCU()
///     let page = await domain.read { section in await render(section[template].pointee) }
///
///     let old = template.exchange(new)
///     domain.retire(old, cost: bytes)          // destroyed after a grace period of this instance
///
/// A section that waits for a grace period of its own instance, by itself or by awaiting somebody who does, waits for
/// itself for ever. Sections of one instance nest; a section may wait for another instance's grace period as long as no
/// cycle of instances comes about.
///
/// Not for signal handlers: a handler that opens a section between the two halves of its thread's addition makes one be lost.
///
/// In the child of a fork an instance goes on as it was, if no other thread was in a section of it, waited for it or had
/// retired something to it. Sections of threads that the child does not have never end there, so neither do grace periods.
///
/// - Note: Sources: McKenney, "Sleepable RCU", LWN 2006; the kernel's `srcutree.c`, for the two sums.
public final class SleepableRCU: Sendable {
    @usableFromInline let counters: SleepableCounters
    /// A reference to the writers' side; 0 until there is one. Not an AtomicLazyReference, whose orderings ThreadSanitizer does not see.
    private let madeWriters = Atomic<UInt>(0)

    /// Creates an instance, with no section open. Two allocations; readers and writers add theirs when they come.
    public convenience init() {
        self.init(segments: SleepableCounters.defaultSegments)
    }

    /// - Parameter segments: how many times 32 threads have a slot of their own; fewer only in tests.
    init(segments: Int) {
        counters = SleepableCounters(segments: segments)
    }

    /// Traps if a section is open. What was retired is destroyed all the same, when its grace period has ended.
    ///
    /// Nobody else has the instance, and each gave it up with its last use before this: the sums are exact.
    deinit {
        let open = counters.openSections()
        let count = open.0 &+ open.1
        require(count == 0, "a SleepableRCU was destroyed with \(count) of its sections open")
        if let writers = writersIfMade {
            writers.takeUnretainedValue().ownsCounters = true
            writers.release()
        } else {
            counters.deallocate()
        }
    }

    private var writersIfMade: Unmanaged<SleepableWriters>? {
        UnsafeRawPointer(bitPattern: madeWriters.load(ordering: .acquiring)).map { Unmanaged.fromOpaque($0) }
    }

    /// The writers' side, made by the first of them.
    var writers: SleepableWriters { writersIfMade?.takeUnretainedValue() ?? makeWriters() }

    /// Of several that are made at once the first to be published stays.
    private func makeWriters() -> SleepableWriters {
        // The instance's own reference, which its deinitialiser lets go.
        let new = Unmanaged.passRetained(SleepableWriters(counters))
        let address = UInt(bitPattern: new.toOpaque())
        let swap = madeWriters.compareExchange(expected: 0, desired: address, ordering: .acquiringAndReleasing)
        guard !swap.exchanged, let other = UnsafeRawPointer(bitPattern: swap.original) else {
            return new.takeUnretainedValue()
        }
        new.release()
        return Unmanaged<SleepableWriters>.fromOpaque(other).takeUnretainedValue()
    }

    /// Wakes the writer that waits for `phase`. Out of line: the slow path of leaving.
    @usableFromInline
    @inline(never)
    func wakeWriter(_ phase: Int) {
        writers.wake(phase)
    }
}
