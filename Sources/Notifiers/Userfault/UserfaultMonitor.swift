internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The thread of a ``UserfaultSource``, and what it shares with those who control it.
final class UserfaultMonitor: Sendable {
    let notifiers: MemoryNotifiers
    let owner: MemoryOwner
    let descriptor: UserfaultDescriptor
    let counts = UserfaultCounts()
    let fence: AddressSpaceFence
    private let pagemap: Pagemap
    /// Held while the descriptor is used for control, so that its number is nobody else's by then.
    private let lock = FutexLock()
    private let isStopping = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)
    private let end = EventCount()
    private let thread = Atomic<Int32>(0)

    init(notifiers: MemoryNotifiers, owner: MemoryOwner) throws(UserfaultError) {
        fence = try AddressSpaceFence()
        pagemap = try Pagemap()
        do {
            descriptor = try UserfaultDescriptor()
        } catch {
            pagemap.close()
            throw error
        }
        self.notifiers = notifiers
        self.owner = owner
    }

    /// Starts the thread, which keeps the monitor until it has ended.
    func start() {
        ServiceThread.start(name: "rcu-userfault") { self.run() }
    }

    /// Has the thread end, without waiting.
    func stop() {
        // A child has neither the thread nor the descriptors, whose numbers may be others' by now.
        guard descriptor.isOwn else { return }
        lock.withLock {
            guard !isStopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
            descriptor.ring()
        }
    }

    func close() {
        guard descriptor.isOwn else { return }
        require(
            thread.load(ordering: .relaxed) != cmembarrier_gettid(),
            "UserfaultSource.close() was called from a callback on the source's own thread, and would wait for itself; "
                + "expected another thread, or the last reference to be dropped"
        )
        stop()
        while !hasEnded.load(ordering: .sequentiallyConsistent) {
            end.sleep(unless: { hasEnded.load(ordering: .sequentiallyConsistent) })
        }
    }

    /// Checks the range and the source, and has `change` use the descriptor.
    ///
    /// The lock is held across the wait for the kernel's lock of the address space, which nobody holds while he waits for the monitor.
    func control(
        _ addresses: Range<UInt>,
        _ change: (UserfaultDescriptor) throws(UserfaultError) -> Void
    ) throws(UserfaultError) {
        let inPage = UInt(getpagesize()) - 1
        guard !addresses.isEmpty, addresses.lowerBound & inPage == 0, addresses.upperBound & inPage == 0 else {
            throw .notWholePages(addresses)
        }
        // Before the lock, which another thread of the parent may have held during the fork.
        guard descriptor.isOwn else { throw .ofParentProcess }
        try lock.withLock { () throws(UserfaultError) in
            guard !isStopping.load(ordering: .relaxed) else { throw .closed }
            try change(descriptor)
        }
    }

    /// Waits until nobody is between unmapping something watched and its event being read; for a second at most.
    ///
    /// What was at the addresses before may still be on its way out: unmapped, so that they could be mapped and watched anew, with
    /// an event that comes later. When it has been read all subscribers have been called for it, and none takes what it has of the
    /// former memory for something of the new. Others may unmap for ever, one after another, and a subscriber may be slow: hence
    /// the limit. The thread of the source is the one that reads, and does not wait.
    func settle() {
        guard thread.load(ordering: .relaxed) != cmembarrier_gettid() else { return }
        let limit = ContinuousClock.now + .seconds(1)
        var turn = 0
        while lock.withLock({ !isStopping.load(ordering: .relaxed) && descriptor.isChanging }) {
            turn += 1
            if turn < 100 { sched_yield() } else { usleep(100) }
            guard turn % 100 == 0, limit < .now else { continue }
            counts.unsettledWatches.wrappingAdd(1, ordering: .relaxed)
            return
        }
    }

    private func run() {
        thread.store(cmembarrier_gettid(), ordering: .relaxed)
        var pages = PagesToGo(pagemap, room: Self.largestBatch)
        repeat {
            descriptor.sleep()
            if descriptor.isReady { announceBatch(&pages) }
        } while !isStopping.load(ordering: .sequentiallyConsistent)
        // Those who already wait are told of; others may go on causing events for ever.
        for _ in 0..<4 where descriptor.isReady { announceBatch(&pages) }
        pagemap.close()
        // Under the lock: nobody uses the numbers any more once they are free.
        lock.withLock { descriptor.closeAll() }
        // The kernel gives the number to another thread, which may close again.
        thread.store(0, ordering: .relaxed)
        hasEnded.store(true, ordering: .sequentiallyConsistent)
        end.wake()
    }
}
