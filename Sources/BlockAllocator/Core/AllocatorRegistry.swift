internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The live allocators, for what must be done with each before and after a fork.
final class AllocatorRegistry: @unchecked Sendable {
    private static let instance = AllocatorRegistry()
    private static let isMade = Atomic<Bool>(false)
    private static let isRegistered = Atomic<Bool>(false)

    /// As with the heavy fence: no fork while the lazy initialiser runs. The handlers are registered after that, as libc's list may be
    /// locked by a fork that waits here.
    static var shared: AllocatorRegistry {
        if !isMade.load(ordering: .relaxed) { make() }
        return instance
    }

    private static func make() {
        cmembarrier_hold_forks()
        _ = instance
        cmembarrier_release_forks()
        if !isRegistered.exchange(true, ordering: .relaxed) { instance.registerForkHandlers() }
        isMade.store(true, ordering: .relaxed)
    }

    /// A number that no other allocator has or will have; never 0.
    static func takeNumber() -> UInt { lastNumber.add(1, ordering: .relaxed).newValue }

    private static let lastNumber = Atomic<UInt>(0)
    private let lock = FutexLock()
    private var cores: [ObjectIdentifier: Unmanaged<AllocatorCore>] = [:]

    private init() {}

    private func registerForkHandlers() {
        // Without them a child would find the locks of threads that it does not have; only want of memory, at the first
        // allocator, could refuse it.
        let result = pthread_atfork(
            { AllocatorRegistry.shared.holdForFork() },
            { AllocatorRegistry.shared.releaseAfterFork() },
            { AllocatorRegistry.shared.releaseAfterFork() }
        )
        require(result == 0, "BlockAllocator: pthread_atfork: errno \(result); expected 0")
    }

    func add(_ core: AllocatorCore) {
        lock.withLock { cores[ObjectIdentifier(core)] = .passUnretained(core) }
    }

    func remove(_ core: AllocatorCore) {
        _ = lock.withLock { cores.removeValue(forKey: ObjectIdentifier(core)) }
    }

    /// Waits until no thread is inside of a queue, flushes, or changes the address space, so that the child finds all of them whole.
    ///
    /// A thread may be on its way from one of them to the other, with a block that is in neither: the child is without that block.
    private func holdForFork() {
        lockWithFlushLocks()
        for core in cores.values {
            let core = core.takeUnretainedValue()
            for queue in core.allQueues {
                queue.lock.lock()
                queue.seize()
            }
            core.reclaimers.holdForFork()
            core.space.holdForFork()
        }
    }

    /// Takes the registry's lock and every flush lock.
    ///
    /// Who has a flush lock runs subscribers, and one of those may make an allocator or let one go, for which it needs the registry's lock: so
    /// nobody waits for a flush lock with that one held.
    private func lockWithFlushLocks() {
        while true {
            lock.lock()
            var held: [AllocatorCore] = []
            var busy: AllocatorCore?
            for core in cores.values {
                let core = core.takeUnretainedValue()
                guard core.flushLock.tryAcquire() else {
                    busy = core
                    break
                }
                held.append(core)
            }
            guard let busy else { return }
            for core in held { core.flushLock.release() }
            lock.unlock()
            busy.flushLock.acquire()
            busy.flushLock.release()
        }
    }

    private func releaseAfterFork() {
        for core in cores.values {
            let core = core.takeUnretainedValue()
            core.space.releaseAfterFork()
            core.reclaimers.releaseAfterFork()
            for queue in core.allQueues { queue.lock.unlock() }
            core.flushLock.release()
        }
        lock.unlock()
    }
}
