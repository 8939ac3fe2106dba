internal import AsymmetricFences

/// Announces the unmapping, moving and purging of memory that the library does not own, as the kernel sees it.
///
///     let source = try UserfaultSource(notifiers: .process)
///     try source.watch(addresses)
///
/// From then on munmap(2), mremap(2), mapping over, and madvise(2) with `MADV_DONTNEED`, `MADV_FREE` or `MADV_REMOVE` of a watched page,
/// by whatever code of the process, are invalidations of the registry. The thread that makes such a call waits inside it
/// until they have begun.
///
/// **How it works.** The pages are registered with userfaultfd(2) in write-protect mode, and none is ever protected: touching them costs
/// nothing, and huge pages stay. Only the events are used, which a thread of the source reads. A mapping has already gone when its
/// event can be read; the thread that unmapped goes on, and may say so, when the event *has* been read. So the thread of the source
/// first announces that everything may be going away, with the owner ``unreadEvent``; then reads; announces the range that it
/// read, with ``owner`` and a reason; and ends both when the thread that it let go on has done what it announced.
///
/// **What is not seen.** Changes by mprotect(2), fallocate(2), ftruncate(2), `MADV_PAGEOUT` and `MADV_GUARD_INSTALL`; by shmat(2) with
/// `SHM_REMAP` and remap_file_pages(2), which map over what is there without an event. What the
/// kernel does by itself: swapping, migration, the collapse of huge pages, and the freeing of pages that `MADV_FREE` offered, which is
/// announced when they are offered and not when they are taken. Memory that a forked child has: a child's changes do not
/// concern its parent, and a child has no source.
///
/// **What is seen late.** The kernel may give the addresses of a mapping to another thread before the event of its unmapping is there.
/// If that thread watches them anew, ``watch(_:)`` waits for the event; if it does not, it may for a moment get what was kept of the
/// old mapping. One that hears of the free addresses from the thread that freed them does not.
///
/// The end of `MADV_REMOVE` may come before the hole is there, where pages of the file are not mapped in this process: nothing
/// shows when they go.
///
/// **What deadlocks.** The unmapping thread waits for the subscribers' callbacks. So a subscriber must not need, in a callback, a lock
/// that somebody holds while he unmaps watched memory; nor itself unmap or purge watched memory. In particular do not watch the
/// heap of malloc(3), which gives memory back with its lock held, while callbacks allocate. A lock that is taken by both sides
/// but held across no unmapping is harmless, as is fork(2), and unmapping while others ``watch(_:)`` and `close()`.
///
/// - Note: Sources: userfaultfd(2); `fs/userfaultfd.c` of Linux.
public final class UserfaultSource: Sendable {
    /// Who announces that an event is there which has not been read: all memory, for it may concern any.
    ///
    /// Before such an invalidation ends, those of the ranges concerned begin, with the owner of their source. So a subscriber that
    /// can hold its users off until then need not drop what it has; all others treat it as what it says.
    public static let unreadEvent = MemoryOwner("userfaultfd: an event not yet read")

    /// Who announces the ranges that go away.
    public let owner = MemoryOwner("userfaultfd")
    private let monitor: UserfaultMonitor
    /// Where the suspending form waits.
    private let executor = ServiceExecutor(name: "rcu-userfault")

    /// Begins to read events, on a thread of its own; nothing is watched yet.
    ///
    /// No privilege is needed on Linux 5.11 and later.
    ///
    /// - Blocks: for some system calls. Traps if the system has no thread for it.
    /// - Contexts: any thread; not a signal handler.
    /// - Throws: ``UserfaultError/refused(errno:)``, or ``UserfaultError/lacksFeatures(offered:)`` before Linux 5.7, on arm64
    ///   before 6.10.
    public init(notifiers: MemoryNotifiers) throws(UserfaultError) {
        monitor = try UserfaultMonitor(notifiers: notifiers, owner: owner)
        monitor.start()
    }

    /// As `close()`, but without waiting.
    deinit { monitor.stop() }

    /// Announces from now on what becomes of `addresses`, as long as they are mapped; memory that mremap(2) moves stays watched.
    ///
    /// What is mapped there later is not watched. Watching twice is watching once. When it returns, what was unmapped there before has been
    /// announced; but in a callback on the thread of the source, and after a second of waiting, counted in
    /// ``UserfaultStatistics/unsettledWatches``, and before Linux 5.15 if two threads unmapped there.
    ///
    /// - Blocks: for the kernel's lock of the address space; while others are unmapping watched memory, for the callbacks of that, a second at
    ///   most.
    /// - Parameters:
    ///   - addresses: whole pages. Holes in between are skipped, but something must be mapped at the beginning.
    /// - Throws: ``UserfaultError``; nothing is watched that was not before.
    public func watch(_ addresses: Range<UInt>) throws(UserfaultError) {
        try monitor.control(addresses) { (descriptor) throws(UserfaultError) in try descriptor.watch(addresses) }
        monitor.settle()
    }

    /// Announces no longer what becomes of `addresses`. What is unmapped needs no unwatching.
    ///
    /// Invalidations of changes made before may still be under way.
    ///
    /// - Blocks: for the kernel's lock of the address space.
    /// - Parameters:
    ///   - addresses: whole pages, watched or not.
    /// - Throws: ``UserfaultError``; everything is watched as before.
    public func unwatch(_ addresses: Range<UInt>) throws(UserfaultError) {
        try monitor.control(addresses) { (descriptor) throws(UserfaultError) in try descriptor.unwatch(addresses) }
    }

    /// Watches nothing any more and waits for the thread of the source. Every change made before has been announced.
    ///
    /// Again, and in a forked child, it does nothing. A child of posix_spawn(3) or vfork(2) has a copy of the descriptor until its program
    /// begins: so long, a thread that unmaps what was watched waits, and another source cannot watch it (`EBUSY`).
    ///
    /// - Blocks: for callbacks that run.
    /// - Contexts: any but a callback on the thread of the source, where it would wait for itself: that traps.
    @available(*, noasync, message: "it blocks the thread; await close() suspends")
    public func close() { monitor.close() }

    /// Watches nothing any more and waits for the thread of the source; as the blocking form, on a thread of the library's own. The task
    /// suspends, also when it is cancelled.
    public func close() async {
        await withTaskExecutorPreference(executor) { [monitor] in monitor.close() }
    }

    /// What the source has seen so far.
    public var statistics: UserfaultStatistics { monitor.counts.sums }
}
