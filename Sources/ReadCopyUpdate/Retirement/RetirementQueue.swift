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
struct RetirementQueue: ~Copyable {
    /// Values retired so far: the number of the next. The owner writes it.
    let tail = Atomic<UInt64>(0)
    /// Bytes retired so far. The owner writes it.
    let retiredBytes = Atomic<Int>(0)
    /// The chunk of the value `tail`; owner's.
    fileprivate var tailChunk: RetirementChunk
    /// Where the reclaimer says that it sleeps.
    fileprivate let idle: UnsafeMutablePointer<Atomic<UInt32>>
    /// What the owner may retire before it adds up; owner's.
    private(set) var share = RCU.Tally()
    /// What was retired since the owner added up; owner's.
    fileprivate var unreported = RCU.Tally()
    /// Values of the threads that had the record before its owner.
    private var formerOwners: UInt64 = 0

    // Two lines apart: the reclaimer's part.
    private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    private let padding2: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)

    /// Values taken out so far. Written by the reclaimer, before it runs the value, so that the child of a fork never runs one twice.
    let head = Atomic<UInt64>(0)
    fileprivate var headChunk: RetirementChunk
    /// Up to where the pass under way goes.
    var snapshot: UInt64 = 0
    /// Empty chunks on their way back to the owner.
    fileprivate let spare = Atomic<UInt>(0)
    /// The address of the next queue in the list of all; never changes once it is in the list.
    var next: UInt = 0

    init(idle: UnsafeMutablePointer<Atomic<UInt32>>) {
        self.idle = idle
        tailChunk = .allocate(first: 0)
        headChunk = tailChunk
    }

    /// Puts `value` into the queue. Returns whether something is due: the reclaimer is to be woken, or the owner to add up.
    ///
    /// Owner only. No allocation, save one for each ``RetirementChunk/capacity`` values when no empty chunk has come back.
    @inline(__always)
    mutating func add(_ retired: consuming Retired, cost: Int) -> Bool {
        let number = tail.load(ordering: .relaxed)
        if _slowPath(number & (RetirementChunk.capacity - 1) == 0), number != 0 { extend(to: number) }
        tailChunk.place(of: number).initialize(to: RetiredValue(retired: retired, cost: cost))
        unreported.count += 1
        unreported.bytes &+= cost
        retiredBytes.store(retiredBytes.load(ordering: .relaxed) &+ cost, ordering: .relaxed)
        tail.store(number + 1, ordering: .releasing)
        AsymmetricFence.light()
        return idle.pointee.load(ordering: .relaxed) != 0 || unreported.count >= share.count
            || unreported.bytes >= share.bytes
    }

    /// Takes what was retired since the last time, for the sum of all. Owner only.
    mutating func report() -> RCU.Tally {
        defer { unreported = RCU.Tally() }
        return unreported
    }

    /// Sets how much may be retired before the next report. Owner only.
    mutating func setShare(_ share: RCU.Tally) {
        self.share = share
    }

    var needsReport: Bool { unreported.count >= share.count || unreported.bytes >= share.bytes }

    @inline(never)
    private mutating func extend(to number: UInt64) {
        var chunk = RetirementChunk(at: spare.exchange(0, ordering: .acquiring))
        if chunk.address == 0 { chunk = .allocate(first: number) } else { chunk.reuse(first: number) }
        tailChunk.link(to: chunk)
        tailChunk = chunk
    }

    /// What the next value below `snapshot` costs, and the value itself, taken out. Reclaimer only; there must be one.
    @inline(__always)
    mutating func takeFirst(_ body: (consuming Retired, _ cost: Int) -> Void) {
        let number = head.load(ordering: .relaxed)
        while !headChunk.holds(number) { advance() }
        head.store(number + 1, ordering: .relaxed)
        let place = headChunk.place(of: number)
        let cost = place.pointee.cost
        // Moved, not copied: a copy would be a retain.
        body(UnsafeMutableRawPointer(place).assumingMemoryBound(to: Retired.self).move(), cost)
    }

    /// The next chunk is linked: a value in it has been published.
    private mutating func advance() {
        let empty = headChunk
        headChunk = RetirementChunk(at: empty.next)
        // One is kept for the owner, the rest given back: what a flood took does not stay.
        let surplus = spare.exchange(empty.address, ordering: .acquiringAndReleasing)
        if surplus != 0 { RetirementChunk(at: surplus).deallocate() }
    }

    /// The owner ends: what it has retired stays for the reclaimer, and the next owner's comes after.
    mutating func changeOwner() {
        formerOwners = tail.load(ordering: .relaxed)
    }

    /// In the child of a fork: what threads before its owner have retired is the parent's to destroy, and leaks here. Returns
    /// what is left.
    mutating func keepOwners() -> RCU.Tally {
        unreported = RCU.Tally()
        let first = max(head.load(ordering: .relaxed), formerOwners)
        head.store(first, ordering: .relaxed)
        var tally = RCU.Tally()
        var chunk = headChunk
        for number in first..<tail.load(ordering: .relaxed) {
            while !chunk.holds(number) { chunk = RetirementChunk(at: chunk.next) }
            tally.count += 1
            tally.bytes += chunk.place(of: number).pointee.cost
        }
        return tally
    }
}
