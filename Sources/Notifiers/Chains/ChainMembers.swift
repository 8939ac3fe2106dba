internal import AsymmetricFences
public import Synchronization

/// The list of one chain: an immutable version that callers find, and the lock of those who replace it.
///
/// It lies in the chain itself, so that a call with nobody to be called is one load.
///
/// **Why nothing of a member runs after the grace period.** A call: (a) section begins, (b) load the version, (c) call its members,
/// (d) section ends. Giving up: (1) store a version without the member, release, (2) grace period, (3) free. A section that (2)
/// did not wait for finds in (b) what (1) stored, or what came after it, and no later version has the member. Each that (2)
/// waited for has ended. The load outside of a section, which finds that there is nobody, uses nothing that it found.
@usableFromInline
struct ChainMembers: ~Copyable, Sendable {
    /// The address of the published version; 0 while there is no member.
    @usableFromInline let head = Atomic<UInt>(0)
    private let lock = FutexLock()
    private let fault = ChainFault()

    init() {}

    /// Nobody calls the chain, or is subscribed by a subscription, which would hold the chain: what is left was left to it.
    deinit {
        current?.freeWithMembers()
    }

    /// The published version, or nil.
    ///
    /// - Ordering: acquire, so that a version and its members are found as they were before they were published.
    @inlinable
    var current: ChainVersion? {
        @inline(__always) get {
            UnsafeMutableRawPointer(bitPattern: head.load(ordering: .acquiring)).map { ChainVersion($0) }
        }
    }

    /// Whether there is nobody to call. The one load.
    @inlinable
    var isEmpty: Bool {
        @inline(__always) get { head.load(ordering: .relaxed) == 0 }
    }

    /// Members that are not given up.
    var count: Int {
        lock.withLock {
            guard let current else { return 0 }
            return (0..<current.count).count {
                !current.member($0).takeUnretainedValue().isGivenUp.load(ordering: .relaxed)
            }
        }
    }

    /// Publishes a version with `member` behind those of its priority; returns the one before, which is to be freed after a grace
    /// period. Nothing has changed if it throws.
    func insert(_ member: ChainMember) throws(NotifierChainError) -> ChainVersion? {
        try member.keepingSubscriber { () throws(NotifierChainError) in try insertKept(member) }
    }

    private func insertKept(_ member: ChainMember) throws(NotifierChainError) -> ChainVersion? {
        lock.lock()
        defer { lock.unlock() }
        let old = current
        let count = old?.count ?? 0
        let bytes = ChainVersion.byteCount(count + 1)
        if fault.strikes(.entry) { throw .outOfMemory(bytes: bytes) }
        let place = try place(for: member, in: old)
        let reference = Unmanaged.passUnretained(member)
        let version: ChainVersion? =
            fault.strikes(.allocation)
            ? nil
            : ChainVersion.make(count + 1) {
                $0 == place ? reference : old.unsafelyUnwrapped.member($0 < place ? $0 : $0 - 1)
            }
        guard let version else { throw .outOfMemory(bytes: bytes) }
        if fault.strikes(.publication) {
            version.deallocate()
            throw .outOfMemory(bytes: bytes)
        }
        // The chain's own reference; callers have none.
        _ = reference.retain()
        publish(version)
        return old
    }

    /// Behind all of at least its priority, if none of the list objects.
    private func place(for member: ChainMember, in version: ChainVersion?) throws(NotifierChainError) -> Int {
        guard let version else { return 0 }
        var place = 0
        for index in 0..<version.count {
            let other = version.member(index).takeUnretainedValue()
            if let objection = other.objection(to: member) { throw objection }
            if other.priority >= member.priority { place = index + 1 }
        }
        return place
    }

    /// Publishes a version without `member`; returns the one before, which is to be freed after a grace period, and with it the chain's
    /// reference to the member. Nil if the member is not in the list, or has to stay there.
    ///
    /// It stays where there is no memory for a shorter list. It is marked as given up, which the same argument makes enough: a
    /// section that the grace period does not wait for finds the mark. Only its memory stays, as long as the chain.
    func remove(_ member: ChainMember) -> ChainVersion? {
        lock.lock()
        defer { lock.unlock() }
        guard let old = current, let place = old.place(of: member) else { return nil }
        if old.count == 1 {
            publish(nil)
            return old
        }
        guard !fault.strikes(.removal),
            let version = ChainVersion.make(old.count - 1, { old.member($0 < place ? $0 : $0 + 1) })
        else { return nil }
        publish(version)
        return old
    }

    /// Publishes the empty list, and marks all members as given up; returns the version before, as above.
    func removeAll() -> ChainVersion? {
        lock.lock()
        defer { lock.unlock() }
        guard let old = current else { return nil }
        for place in 0..<old.count { old.member(place).takeUnretainedValue().giveUp() }
        publish(nil)
        return old
    }

    /// - Ordering: release, the other half of ``current``.
    private func publish(_ version: ChainVersion?) {
        head.store(UInt(bitPattern: version?.base), ordering: .releasing)
    }

    /// Makes the next insertion, or removal, fail at `step`. For tests.
    func failNext(_ step: ChainFault.Step) { fault.arm(step) }

    /// Before a fork, so that no other thread is changing the list, which in the child would not go on.
    func holdForFork() { lock.lock() }
    func releaseAfterFork() { lock.unlock() }
}
