public import CMembarrier
public import Synchronization

/// A thread, as one that may have the lease of queues: its record in the registry of readers, which is never freed.
///
/// The word that says whether the thread is inside belongs to the thread, not to the queue: a former owner that was stopped on its
/// way in would otherwise clear the word of the next one.
///
/// When a thread ends, its record goes to another one, and the leases with it: the registry hands records over with a release and an
/// acquire, so the new thread finds the queues as the old one left them.
@usableFromInline
struct LeaseHolder: Equatable {
    @usableFromInline
    let record: UnsafeMutableRawPointer

    @inlinable
    @inline(__always)
    init(_ record: UnsafeMutableRawPointer) { self.record = record }

    /// The calling thread. One that was never registered has a record that it shares, and that is never an owner's.
    @inlinable
    static var current: LeaseHolder {
        @inline(__always) get { LeaseHolder(UnsafeMutableRawPointer(cmembarrier_current_record())) }
    }

    @inlinable
    @inline(__always)
    var address: UInt { UInt(bitPattern: record) }

    /// 1 while the thread is inside of a queue, or looks whether it may be. Only the thread writes it.
    @inlinable
    var isInside: UnsafeMutablePointer<Atomic<UInt32>> {
        @inline(__always) get { (record + 68).assumingMemoryBound(to: Atomic<UInt32>.self) }
    }

    /// The name of the queue that the thread had the lease of last, whether it still has it or not; 0 before the first. Only the thread
    /// touches it.
    ///
    /// A name and no address, which might be another allocator's by now. With it a thread that the system moves to another
    /// processor keeps its queue, as long as nobody else wants it.
    @inlinable
    var lastQueue: UnsafeMutablePointer<UInt> {
        @inline(__always) get { (record + 72).assumingMemoryBound(to: UInt.self) }
    }
}
