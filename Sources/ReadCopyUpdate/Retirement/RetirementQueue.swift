internal import AsymmetricFences
internal import Synchronization

/// What one thread has retired, in order: written by that thread, emptied by the reclaimer, without a lock or a locked
/// instruction on either side.
///
/// The owner puts value n into its place and then stores n + 1 in ``tail``, with release; the reclaimer loads ``tail`` with acquire and
/// may take what lies below. A chunk is linked before any of its values is published.
///
/// **Waking the reclaimer** is the asymmetric pattern once more:
///
///     owner: (1) tail = n + 1      (2) light fence    (3) reclaimer idle? then wake it
///     reclaimer: (4) idle = 1      (5) heavy fence    (6) any tail moved? then go on   (7) sleep while idle is 1
///
/// Either (6) sees (1), or the owner's point of the heavy fence lies before (1), and (3) sees (4).
///
/// A queue belongs to a reader record and stays with it: the next thread that gets the record goes on where the last one ended.
/// The record's hand-over orders the two.
///
/// In memory, each in a struct of its own, because a change to a part of a struct is one to all of it, and two threads make theirs at
/// the same time:
///
///     0     what is the owner's alone
///     64    what the owner writes and others read
///     128   what is the reclaimer's alone
///     192   what the reclaimer writes and others read, and what never changes
struct RetirementQueue: Equatable {
    private struct OwnersPart {
        /// The chunk of the value `tail`.
        var chunk: RetirementChunk
        /// Where the reclaimer says that it sleeps. A copy, on the line that the owner has at hand.
        let idle: UnsafeMutablePointer<Atomic<UInt32>>
        /// What may be retired before the owner adds up.
        var share = RCU.Tally()
        /// What was retired since the owner added up.
        var unreported = RCU.Tally()
        /// Empty chunks that could not be put back; mostly none. The address of the first.
        var spare: UInt = 0
        /// Values of the threads that had the record before its owner.
        var formerOwners: UInt64 = 0
    }

    private struct Published: ~Copyable {
        let tail = Atomic<UInt64>(0)
        let bytes = Atomic<Int>(0)
    }

    private struct ReclaimersPart {
        var chunk: RetirementChunk
        /// Up to where the pass under way goes.
        var snapshot: UInt64 = 0
    }

    private struct Consumed: ~Copyable {
        let head = Atomic<UInt64>(0)
        /// Empty chunks on their way back to the owner: a stack, taken as a whole.
        let spare = Atomic<UInt>(0)
        /// The address of the next queue in the list of all; changes only before it is in the list.
        let next = Atomic<UInt>(0)
    }

    private static let byteCount = 256
    private let base: UnsafeMutableRawPointer

    /// An empty queue. It is never freed.
    static func make(idle: UnsafeMutablePointer<Atomic<UInt32>>) -> RetirementQueue {
        let queue = RetirementQueue(.allocate(byteCount: byteCount, alignment: 128))
        let chunk = RetirementChunk.allocate(first: 0)
        queue.owner.initialize(to: OwnersPart(chunk: chunk, idle: idle))
        queue.published.initialize(to: Published())
        queue.reclaimer.initialize(to: ReclaimersPart(chunk: chunk))
        queue.consumed.initialize(to: Consumed())
        return queue
    }

    private init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// The queue at that address; nil for none.
    @inline(__always)
    init?(at address: UInt) {
        guard let base = UnsafeMutableRawPointer(bitPattern: address) else { return nil }
        self.base = base
    }

    var address: UInt { UInt(bitPattern: base) }

    @inline(__always)
    private var owner: UnsafeMutablePointer<OwnersPart> { base.assumingMemoryBound(to: OwnersPart.self) }

    @inline(__always)
    private var published: UnsafeMutablePointer<Published> { (base + 64).assumingMemoryBound(to: Published.self) }

    private var reclaimer: UnsafeMutablePointer<ReclaimersPart> {
        (base + 128).assumingMemoryBound(to: ReclaimersPart.self)
    }

    private var consumed: UnsafeMutablePointer<Consumed> { (base + 192).assumingMemoryBound(to: Consumed.self) }
}

// The owner's side.
extension RetirementQueue {
    /// Puts `value` into the queue. Returns whether something is due: the reclaimer is to be woken, or the owner to add up.
    ///
    /// No allocation, save one for each ``RetirementChunk/capacity`` values when no empty chunk has come back.
    @inline(__always)
    func add(_ retired: consuming Retired, cost: Int) -> Bool {
        let number = published.pointee.tail.load(ordering: .relaxed)
        if _slowPath(number & (RetirementChunk.capacity - 1) == 0), number != 0 { extend(to: number) }
        owner.pointee.chunk.place(of: number).initialize(to: RetiredValue(retired: retired, cost: cost))
        owner.pointee.unreported.count += 1
        owner.pointee.unreported.bytes &+= cost
        let bytes = published.pointee.bytes.load(ordering: .relaxed)
        published.pointee.bytes.store(bytes &+ cost, ordering: .relaxed)
        published.pointee.tail.store(number + 1, ordering: .releasing)
        AsymmetricFence.light()
        return owner.pointee.idle.pointee.load(ordering: .relaxed) != 0 || needsReport
    }

    /// Whether the owner is to add up.
    @inline(__always)
    var needsReport: Bool {
        owner.pointee.unreported.count >= owner.pointee.share.count
            || owner.pointee.unreported.bytes >= owner.pointee.share.bytes
    }

    /// Takes what was retired since the last time, for the sum of all.
    func report() -> RCU.Tally {
        let tally = owner.pointee.unreported
        owner.pointee.unreported = RCU.Tally()
        return tally
    }

    /// How much may be retired before the next report.
    var share: RCU.Tally { owner.pointee.share }

    func setShare(_ share: RCU.Tally) { owner.pointee.share = share }

    /// The owner ends: what it has retired stays for the reclaimer, and the next owner's comes after.
    func changeOwner() {
        owner.pointee.formerOwners = published.pointee.tail.load(ordering: .relaxed)
    }

    @inline(never)
    private func extend(to number: UInt64) {
        let chunk = takeSpare(for: number) ?? .allocate(first: number)
        owner.pointee.chunk.link(to: chunk)
        owner.pointee.chunk = chunk
    }

    /// An empty chunk that has come back. From the allocator they would come at a price: a request of that size makes glibc merge all
    /// the small blocks that the reclaimer has just freed.
    private func takeSpare(for number: UInt64) -> RetirementChunk? {
        var address = owner.pointee.spare
        if address == 0 { address = consumed.pointee.spare.exchange(0, ordering: .acquiring) }
        guard address != 0 else { return nil }
        let chunk = RetirementChunk(at: address)
        let rest = chunk.next
        // Back to where the reclaimer can free them, unless it has put one there meanwhile.
        let isBack =
            rest == 0
            || consumed.pointee.spare.compareExchange(
                expected: 0,
                desired: rest,
                ordering: .releasing
            ).exchanged
        owner.pointee.spare = isBack ? 0 : rest
        chunk.reuse(first: number)
        return chunk
    }
}

// The reclaimer's side.
extension RetirementQueue {
    /// Notes how far the queue goes. Returns how many values lie below.
    ///
    /// - Ordering: acquire, so the values are found as they were put in.
    func takeSnapshot() -> Int {
        reclaimer.pointee.snapshot = published.pointee.tail.load(ordering: .acquiring)
        return Int(reclaimer.pointee.snapshot - head)
    }

    /// Whether a value below the snapshot is left.
    var hasNext: Bool { head != reclaimer.pointee.snapshot }

    /// Takes out the next value below the snapshot, and what it was said to cost; there must be one.
    ///
    /// ``head`` moves before the value is run, so that the child of a fork never runs one twice.
    @inline(__always)
    func takeNext(_ body: (consuming Retired, _ cost: Int) -> Void) {
        let number = head
        while !reclaimer.pointee.chunk.holds(number) { advance() }
        consumed.pointee.head.store(number + 1, ordering: .relaxed)
        let place = reclaimer.pointee.chunk.place(of: number)
        let cost = place.pointee.cost
        // Moved, not copied: a copy would be a retain.
        body(UnsafeMutableRawPointer(place).assumingMemoryBound(to: Retired.self).move(), cost)
    }

    /// The next chunk is linked: a value in it has been published.
    private func advance() {
        let empty = reclaimer.pointee.chunk
        reclaimer.pointee.chunk = RetirementChunk(at: empty.next)
        var seen = consumed.pointee.spare.load(ordering: .relaxed)
        while true {
            empty.link(to: RetirementChunk(at: seen))
            let result = consumed.pointee.spare.weakCompareExchange(
                expected: seen,
                desired: empty.address,
                ordering: .releasing
            )
            if result.exchanged { return }
            seen = result.original
        }
    }

    /// Frees the empty chunks: what a flood took does not stay.
    func trim() {
        var address = consumed.pointee.spare.exchange(0, ordering: .acquiring)
        while address != 0 {
            let chunk = RetirementChunk(at: address)
            address = chunk.next
            chunk.deallocate()
        }
    }
}

// Anybody's.
extension RetirementQueue {
    /// Values retired so far: the number of the next.
    var tail: UInt64 { published.pointee.tail.load(ordering: .acquiring) }

    /// Bytes retired so far.
    var retiredBytes: Int { published.pointee.bytes.load(ordering: .relaxed) }

    /// Values taken out so far.
    var head: UInt64 { consumed.pointee.head.load(ordering: .relaxed) }

    /// The address of the next queue in the list of all.
    var next: UInt {
        get { consumed.pointee.next.load(ordering: .relaxed) }
        nonmutating set { consumed.pointee.next.store(newValue, ordering: .relaxed) }
    }

    /// In the child of a fork: what threads before its owner have retired is the parent's to destroy, and leaks here. Returns
    /// what is left.
    func keepOwners() -> RCU.Tally {
        owner.pointee.unreported = RCU.Tally()
        let first = max(head, owner.pointee.formerOwners)
        consumed.pointee.head.store(first, ordering: .relaxed)
        var tally = RCU.Tally()
        var chunk = reclaimer.pointee.chunk
        var number = first
        let end = tail
        // Not a range, whose metadata an unoptimised build looks up under a lock that a thread of the parent may have held.
        while number < end {
            while !chunk.holds(number) { chunk = RetirementChunk(at: chunk.next) }
            tally.count += 1
            tally.bytes += chunk.place(of: number).pointee.cost
            number += 1
        }
        return tally
    }
}
