internal import AsymmetricFences
internal import Synchronization

/// An interval subscription as the index knows it; what its user's state is, only the subclass does.
// Unchecked for `node` and `place`, which the index's lock protects.
class IntervalEntry: @unchecked Sendable {
    typealias Node = IntervalNode<Unmanaged<IntervalEntry>>

    /// Where the interval is, under the lock of the index.
    enum Place {
        case nowhere
        case tree
        /// The last end puts it into the tree.
        case arriving
        /// The last end takes it out of the tree.
        case leaving
    }

    let range: Range<UInt>
    /// The number of a range that hit the interval, the last to do so. Set under `lock`, by each hit.
    let sequence = Atomic<UInt64>(0)
    /// Set when the state is gone, before the entry is removed: it is asked nothing in sections of `calls` that began later.
    let isDead = Atomic<Bool>(false)
    /// The lock of the user's state.
    let lock = FutexLock()
    var node: Node.Pointer?
    var place = Place.nowhere

    init(_ range: Range<UInt>) {
        self.range = range
    }

    /// The user's callback, under the lock.
    func invalidated(_ what: MemoryInvalidation) {}

    /// Destroys the user's state, under the lock.
    func dropState() {}

    /// Lets go of the user's callback, which nobody calls any more.
    func dropCallback() {}

    /// Destroys the user's state, so that no second mapping of it is left.
    ///
    /// All of it under the lock: an invalidation that comes meanwhile, and is still announced to the entry, must not go on before the
    /// second mappings are gone. As a callback, because invalidations wait for it: what waits for callbacks traps in it.
    func dropState(registry: ObjectIdentifier) {
        lock.withLock { CallbackFrame.run(of: registry, locking: self) { dropState() } }
    }

    /// Likewise if nobody has the lock; returns whether.
    func tryToDropState(registry: ObjectIdentifier) -> Bool {
        guard lock.tryLock() else { return false }
        defer { lock.unlock() }
        CallbackFrame.run(of: registry, locking: self) { dropState() }
        return true
    }

    /// Tells the subscriber that its range is being taken away; false if that would have to block where it may not.
    ///
    /// In a section of `calls`. The sequence is set for every hit, whatever the callback makes of it: a reader that looked its memory up
    /// before must not install what it found, also where the callback has nothing to drop.
    ///
    /// Ordering: the sequence is compared under the lock by whoever installs. A reader begins without it, when no range of its addresses is
    /// open, under the lock of the index, which the ends of those that were have taken.
    func hit(_ what: MemoryInvalidation, sequence new: UInt64, registry: ObjectIdentifier) -> Bool {
        // Acquire pairs with nothing: the grace period of `calls` orders a removal with sections that began after it.
        guard !isDead.load(ordering: .acquiring) else { return true }
        if what.isBlockable {
            if CallbackFrame.holds(self) { trapHeld(what) }
            lock.lock()
        } else if !lock.tryLock() {
            return false
        }
        defer { lock.unlock() }
        sequence.store(new, ordering: .releasing)
        CallbackFrame.run(of: registry, locking: self) { invalidated(what) }
        return true
    }

    private func trapHeld(_ what: MemoryInvalidation) -> Never {
        fatalError(
            """
            \(what.event) of \(what.addresses) was started under the lock of an interval subscription of \(range), whose \
            callback would wait for it for ever
            """
        )
    }
}
