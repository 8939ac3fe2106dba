internal import AsymmetricFences
internal import Glibc
internal import Synchronization

/// Held by who revokes translations, so that a flush that finds a range taken by another has that one's work done.
///
/// Subscribers run under it, those of the blocking kind for as long as they wish. So no allocation and no freeing waits for it without
/// a limit: the thread may hold what the subscriber waits for.
final class FlushLock: Sendable {
    private let lock = FutexLock()
    /// The thread that holds it, 0 for none. Relaxed: only what the asking thread has stored itself matters to it.
    private let holder = Atomic<UInt>(0)

    /// Whether the calling thread holds it: then the caller is a subscriber that a flush runs.
    var isHeldByCaller: Bool { holder.load(ordering: .relaxed) == Self.caller }

    func acquire() {
        require(
            !isHeldByCaller,
            "BlockAllocator: a subscriber of its memory notifiers flushes, purges or forks inside of its callback; expected it to "
                + "leave that to another thread"
        )
        lock.lock()
        holder.store(Self.caller, ordering: .relaxed)
    }

    /// - Parameter nanoseconds: how long to wait at most.
    func acquire(within nanoseconds: Int64) -> Bool {
        guard !isHeldByCaller, lock.lock(within: nanoseconds) else { return false }
        holder.store(Self.caller, ordering: .relaxed)
        return true
    }

    /// Takes the lock if nobody has it; returns whether.
    func tryAcquire() -> Bool {
        guard lock.tryLock() else { return false }
        holder.store(Self.caller, ordering: .relaxed)
        return true
    }

    func release() {
        holder.store(0, ordering: .relaxed)
        lock.unlock()
    }

    private static var caller: UInt { UInt(pthread_self()) }
}
