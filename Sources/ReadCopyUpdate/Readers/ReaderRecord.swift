public import CMembarrier
public import Synchronization

/// One thread's entry in the registry: atomics laid over the C record, whose field offsets a test compares with these.
@usableFromInline
@frozen
struct ReaderRecord: Equatable {
    @usableFromInline let base: UnsafeMutableRawPointer

    @inlinable
    @inline(__always)
    init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// The calling thread's record; the shared unregistered one before its first section.
    @inlinable
    static var current: ReaderRecord {
        @inline(__always) get { ReaderRecord(UnsafeMutableRawPointer(cmembarrier_current_record())) }
    }

    /// The word of the unregistered record: not 0, so that one test finds nesting and missing registration alike.
    @inlinable
    static var unregisteredWord: UInt64 {
        @inline(__always) get { .max }
    }

    /// 0 outside any section; otherwise the epoch at which the outermost section was entered.
    @inlinable
    var word: UnsafeMutablePointer<Atomic<UInt64>> {
        @inline(__always) get { base.assumingMemoryBound(to: Atomic<UInt64>.self) }
    }

    /// 1 while a grace period sleeps, or is about to, for this reader.
    @inlinable
    var waiting: UnsafeMutablePointer<Atomic<UInt32>> {
        @inline(__always) get { (base + 8).assumingMemoryBound(to: Atomic<UInt32>.self) }
    }

    /// 1 while a thread owns the record, 2 while another looks whether its owner is dead.
    var claimed: UnsafeMutablePointer<Atomic<UInt32>> {
        (base + 12).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// The kernel's id of the owning thread, published last; 0 while there is none.
    var thread: UnsafeMutablePointer<Atomic<Int32>> {
        (base + 16).assumingMemoryBound(to: Atomic<Int32>.self)
    }

    /// `readLock()` calls that wait for their `readUnlock()`. Only the owner touches it, as those below.
    @inlinable
    var unpairedDepth: UnsafeMutablePointer<UInt32> {
        @inline(__always) get { (base + 20).assumingMemoryBound(to: UInt32.self) }
    }

    /// 1 if the first of those opened the section, 0 if it lay inside another.
    @inlinable
    var unpairedEntered: UnsafeMutablePointer<UInt32> {
        @inline(__always) get { (base + 24).assumingMemoryBound(to: UInt32.self) }
    }

    /// 1 while the thread has a quiescent-state reporter. Only the owner writes it; others look at it for a report.
    var reporter: UnsafeMutablePointer<Atomic<UInt32>> {
        (base + 28).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Closure sections open inside another section, or inside the reporter's long one.
    @inlinable
    var innerDepth: UnsafeMutablePointer<UInt32> {
        @inline(__always) get { (base + 32).assumingMemoryBound(to: UInt32.self) }
    }

    /// Grows each time the record changes hands.
    var generation: UnsafeMutablePointer<Atomic<UInt32>> {
        (base + 36).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Which record this is, for tables with a place for each thread; never changes. Small: a record that is free is reused.
    @inlinable
    var index: Int {
        @inline(__always) get { Int(truncatingIfNeeded: (base + 40).assumingMemoryBound(to: UInt32.self).pointee) }
    }

    /// Gives a new record its index, before others can see it.
    func setIndex(_ index: Int) {
        (base + 40).assumingMemoryBound(to: UInt32.self).pointee = UInt32(index)
    }

    /// Destructors of retired values that are running on the thread, one inside another.
    var reclaiming: UnsafeMutablePointer<UInt32> {
        (base + 44).assumingMemoryBound(to: UInt32.self)
    }

    /// The address of the thread's ``RetirementQueue``, which stays with the record; 0 before its first retirement.
    var queue: UnsafeMutablePointer<UInt> {
        (base + 48).assumingMemoryBound(to: UInt.self)
    }

    /// In debug builds the C string of the file in which the outermost section was opened; 0 elsewhere.
    @inlinable
    var file: UnsafeMutablePointer<Atomic<UInt>> {
        @inline(__always) get { (base + 56).assumingMemoryBound(to: Atomic<UInt>.self) }
    }

    /// And the line.
    @inlinable
    var line: UnsafeMutablePointer<Atomic<UInt32>> {
        @inline(__always) get { (base + 64).assumingMemoryBound(to: Atomic<UInt32>.self) }
    }

    /// 1 while the thread is inside of a queue of `BlockAllocator` that leans towards it. It lies here because it must outlive the thread.
    var inLease: UnsafeMutablePointer<Atomic<UInt32>> {
        (base + 68).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Wakes the grace period that sleeps for this reader. Out of line: the reader's slow path.
    ///
    /// The word is cleared first, so a grace period that is about to sleep on it does not. Async-signal-safe.
    @usableFromInline
    @inline(never)
    func wakeGracePeriod() {
        waiting.pointee.store(0, ordering: .sequentiallyConsistent)
        cmembarrier_futex_wake(waiting, 1)
    }
}

/// The epoch that readers copy into their words.
@usableFromInline
enum Epoch {
    @inlinable
    static var current: UnsafeMutablePointer<Atomic<UInt64>> {
        @inline(__always) get {
            UnsafeMutableRawPointer(cmembarrier_get_domain()).assumingMemoryBound(to: Atomic<UInt64>.self)
        }
    }
}
