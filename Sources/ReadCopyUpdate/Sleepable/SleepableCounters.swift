internal import CMembarrier
internal import Glibc
public import Synchronization

/// The memory that the read side of one ``SleepableRCU`` touches: its phase, and a slot for each thread.
///
/// A slot for each thread, not for each processor: an unlocked addition to a processor's count is lost when the thread is
/// moved in the middle of it, and a locked one costs a dozen times a section of ``RCU``.
///
///     0    phase: 0 or 8, that of the sections that begin now
///     8    waiting: for whom a leaving section must look, see ``SleepableWaiting``
///     12   threads with an index below this have a slot of their own
///     128  the slot that all other threads share
///     256  pointers to segments of 32 slots, each made by the first thread that needs it
@usableFromInline
@frozen
struct SleepableCounters {
    static let slotStride = 128
    static let slotsPerSegment = 32
    static let defaultSegments = 64

    @usableFromInline let base: UnsafeMutableRawPointer

    init(segments: Int) {
        let byteCount = 256 + segments * MemoryLayout<UInt>.size
        base = Self.zeroed(byteCount)
        (base + 12).storeBytes(of: UInt32(segments * Self.slotsPerSegment), as: UInt32.self)
    }

    func deallocate() {
        for segment in 0..<segmentCount { free(UnsafeMutableRawPointer(bitPattern: self.segment(segment))) }
        free(base)
    }

    private static func zeroed(_ byteCount: Int) -> UnsafeMutableRawPointer {
        var memory: UnsafeMutableRawPointer?
        let failure = posix_memalign(&memory, slotStride, byteCount)
        guard let memory, failure == 0 else { fatalError("no memory for \(byteCount) bytes of a SleepableRCU") }
        memset(memory, 0, byteCount)
        return memory
    }

    @inlinable
    var phase: UnsafeMutablePointer<Atomic<Int>> {
        @inline(__always) get { base.assumingMemoryBound(to: Atomic<Int>.self) }
    }

    @inlinable
    var waiting: UnsafeMutablePointer<Atomic<UInt32>> {
        @inline(__always) get { (base + 8).assumingMemoryBound(to: Atomic<UInt32>.self) }
    }

    @inlinable
    var capacity: Int {
        @inline(__always) get { Int(truncatingIfNeeded: (base + 12).load(as: UInt32.self)) }
    }

    var shared: SleepableSlot { SleepableSlot(base + 128) }

    private var segmentCount: Int { capacity / Self.slotsPerSegment }

    @inlinable
    @inline(__always)
    func directory(_ segment: Int) -> UnsafeMutablePointer<Atomic<UInt>> {
        (base + 256 + segment &* 8).assumingMemoryBound(to: Atomic<UInt>.self)
    }

    private func segment(_ number: Int) -> UInt { directory(number).pointee.load(ordering: .acquiring) }

    /// The calling thread's own slot, or nil where it has none, or none yet. One test finds a thread that is not
    /// registered, whose index is beyond every directory.
    ///
    /// - Ordering: acquire, so a segment that another thread made is found zeroed.
    @inlinable
    @inline(__always)
    var ownSlot: SleepableSlot? {
        let index = ReaderRecord.current.index
        guard _fastPath(index < capacity),
            let segment = UnsafeMutableRawPointer(
                bitPattern: directory(index &>> 5).pointee.load(ordering: .acquiring)
            )
        else { return nil }
        return SleepableSlot(segment + (index & 31) &* 128)
    }

    /// The same for a thread that has none yet: registers it, and makes the segment. Nil where all places are taken.
    private func makeOwnSlot() -> SleepableSlot? {
        RCU.registerThread()
        let index = ReaderRecord.current.index
        guard index < capacity else { return nil }
        let place = directory(index / Self.slotsPerSegment)
        if place.pointee.load(ordering: .relaxed) == 0 {
            let segment = Self.zeroed(Self.slotsPerSegment * Self.slotStride)
            let swap = place.pointee.compareExchange(
                expected: 0,
                desired: UInt(bitPattern: segment),
                ordering: .acquiringAndReleasing
            )
            if !swap.exchanged { free(segment) }
        }
        return ownSlot
    }

    /// Counts the opening of a section of `phase` by a thread without a slot. Out of line: the read side's slow path.
    @usableFromInline
    @inline(never)
    func lockSlowly(_ phase: Int) {
        if let slot = makeOwnSlot() {
            slot.locks(phase).countByOwner()
        } else {
            shared.locks(phase).pointee.wrappingAdd(1, ordering: .acquiringAndReleasing)
        }
    }

    @usableFromInline
    @inline(never)
    func unlockSlowly(_ phase: Int) {
        if let slot = makeOwnSlot() {
            slot.unlocks(phase).countByOwner()
        } else {
            shared.unlocks(phase).pointee.wrappingAdd(1, ordering: .acquiringAndReleasing)
        }
    }

    /// Visits the shared slot and every slot that exists.
    func forEachSlot(_ body: (SleepableSlot) -> Void) {
        body(shared)
        for number in 0..<segmentCount {
            guard let segment = UnsafeMutableRawPointer(bitPattern: segment(number)) else { continue }
            for place in 0..<Self.slotsPerSegment { body(SleepableSlot(segment + place * Self.slotStride)) }
        }
    }
}

// Only an address; what is behind it is atomic, or never changes.
extension SleepableCounters: @unchecked Sendable {}
