import AsymmetricFences
import CMembarrier
import CTestShims
import Glibc
import Notifiers
import TestThreads
import Testing

/// What has become of the pages when the invalidation of a madvise(2) ends.
@Suite("UserfaultSource: removals", .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason)))
struct UserfaultRemovalTests {
    /// False for a file's pages before Linux 5.19.
    private static func canWatch(_ memory: ForeignMemory, _ source: UserfaultSource) throws -> Bool {
        do {
            try source.watch(memory.range)
            return true
        } catch UserfaultError.cannotWatch(_, let errno) where errno == EINVAL {
            return false
        }
    }

    /// Of few pages, which are gone at once, and of so many small ones that it takes long to take them away. The fences interrupt the
    /// thread that calls madvise, also where it has not yet taken the lock of the address space.
    @Test(
        "At the end the pages are gone, though madvise takes them away after its event was read",
        arguments: [(64, 500, false), (8192, 20, false), (32768, 6, true)]
    )
    func truth(pages: Int, rounds: Int, ofFile: Bool) throws {
        let memory = ForeignMemory(pages: pages, advice: 15)  // MADV_NOHUGEPAGE
        if ofFile { memory.mapFile() }
        let notifiers = MemoryNotifiers()
        let late = SharedCounter()
        let ends = SharedCounter()
        let subscription = try notifiers.register(
            MemoryOperations(end: { what in
                guard what.owner != UserfaultSource.unreadEvent else { return }
                let bytes = UnsafeRawPointer(bitPattern: what.addresses.upperBound - 1)
                if bytes?.load(as: UInt8.self) != 0 { late.increment() }
                ends.increment()
            })
        )
        let source = try UserfaultSource(notifiers: notifiers)
        guard try Self.canWatch(memory, source) else { return }
        let isOver = Latch()
        let fences = TestThread { while !isOver.isOpen { AsymmetricFence.heavy() } }
        memory.elsewhere { memory in
            for _ in 0..<rounds {
                // Nobody reads until the next event, and the end of this one comes before that.
                let before = ends.count
                memory.fill(1)
                memory.advise(0..<pages, ofFile ? 9 : MADV_DONTNEED)  // MADV_REMOVE
                waitUntil { ends.count > before }
            }
        }
        isOver.open()
        fences.join()
        source.close()
        #expect(ends.count == rounds)
        let unconfirmed = source.statistics.unconfirmed
        #expect(late.count <= unconfirmed, "\(late.count) of \(rounds) ends came before the pages had gone")
        // A thread that loses its processor just then, on a machine that has too much to do. In a long hole in a file it surely does.
        let most = ofFile ? rounds : rounds / 2
        #expect(unconfirmed <= most, "of \(unconfirmed) ends of \(rounds) the pages were not seen to go")
        subscription.unregister()
    }

    /// The pages are clean, so that the kernel takes them from the page tables before it tells the processors; and the thread that looks
    /// has just read them, so that its processor knows them by heart.
    @Test("At the end of a hole in a file nobody can read what was there")
    func holes() throws {
        let memory = ForeignMemory(pages: 16)
        let file = cmembarrier_memfd("holes")
        defer { close(file) }
        #expect(ftruncate(file, memory.range.count) == 0)
        #expect(cmembarrier_map_file(memory.pointer(0), memory.range.count, file, 0) == 0)
        let notifiers = MemoryNotifiers()
        let late = SharedCounter()
        let ends = SharedCounter()
        @Sendable func sum(_ what: MemoryInvalidation) -> Int {
            (0..<16).reduce(0) { $0 + Int(memory.pointer($1).load(as: UInt8.self)) }
        }
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { what in _ = sum(what) },
                end: { what in
                    guard what.owner != UserfaultSource.unreadEvent else { return }
                    if sum(what) != 0 { late.increment() }
                    ends.increment()
                }
            )
        )
        let source = try UserfaultSource(notifiers: notifiers)
        guard try Self.canWatch(memory, source) else { return }
        let ones = [UInt8](repeating: 1, count: memory.range.count)
        memory.elsewhere { memory in
            for _ in 0..<300 {
                let before = ends.count
                precondition(pwrite(file, ones, ones.count, 0) == ones.count, "pwrite failed with \(errno)")
                for page in 0..<16 { precondition(memory.pointer(page).load(as: UInt8.self) == 1) }
                memory.advise(0..<16, 9)  // MADV_REMOVE
                waitUntil { ends.count > before }
            }
        }
        source.close()
        #expect(ends.count == 300)
        let unconfirmed = source.statistics.unconfirmed
        #expect(late.count <= unconfirmed, "\(late.count) of 300 ends came before the hole")
        #expect(unconfirmed <= 150)
        subscription.unregister()
    }

    @Test("Pages that stay, as MADV_FREE leaves them, are not waited for for ever, and counted")
    func stay() throws {
        let memory = ForeignMemory(pages: 16)
        memory.fill(1)
        let source = try UserfaultSource(notifiers: MemoryNotifiers())
        try source.watch(memory.range)
        memory.elsewhere { memory in
            memory.advise(0..<4, MADV_DONTNEED)
            memory.advise(4..<8, CInt(8))  // MADV_FREE
            memory.unmap(8..<12)
            // Nothing is there to go.
            memory.advise(0..<4, MADV_DONTNEED)
        }
        source.close()
        #expect(source.statistics.removed == 3)
        #expect(source.statistics.unmapped == 1)
        // The others too, should their thread lose its processor just then.
        #expect(1...2 ~= source.statistics.unconfirmed)
    }

    @Test("A full batch ends when the pages of its last event have gone, though more threads wait")
    func fullBatches() throws {
        let memories = (0..<40).map { _ in ForeignMemory(pages: 8) }
        let notifiers = MemoryNotifiers()
        let late = SharedCounter()
        let mayGoOn = Latch()
        let subscription = try notifiers.register(
            MemoryOperations(
                // All events wait to be read when the first batch begins.
                start: .always { _ in waitUntil { mayGoOn.isOpen } },
                end: { what in
                    guard what.owner != UserfaultSource.unreadEvent else { return }
                    let bytes = UnsafeRawPointer(bitPattern: what.addresses.upperBound - 1)
                    if bytes?.load(as: UInt8.self) != 0 { late.increment() }
                }
            )
        )
        let source = try UserfaultSource(notifiers: notifiers)
        for memory in memories {
            memory.fill(1)
            try source.watch(memory.range)
        }
        let identifiers = memories.map { _ in SharedCounter() }
        let threads = zip(memories, identifiers).map { memory, identifier in
            TestThread {
                identifier.store(Int(cmembarrier_gettid()))
                memory.advise(0..<8, MADV_DONTNEED)
            }
        }
        waitUntil { identifiers.allSatisfy { $0.count > 0 && UserfaultMachine.isAsleepInKernel($0.count) } }
        mayGoOn.open()
        threads.forEach { $0.join() }
        source.close()
        #expect(source.statistics.removed == memories.count)
        #expect(source.statistics.batches >= 2)
        #expect(late.count <= source.statistics.unconfirmed)
        #expect(source.statistics.unconfirmed <= memories.count / 2)
        subscription.unregister()
    }

    @Test(
        "Without procfs nothing can be seen, and each event is counted",
        .enabled(if: geteuid() == 0, "only root may leave procfs behind")
    )
    func withoutProcfs() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 100)
            // Root of a container may lack the privilege.
            guard chroot("/sys") == 0, access("/proc/self/pagemap", F_OK) != 0 else { return }
            let memory = ForeignMemory(pages: 4)
            memory.fill(1)
            let source = try UserfaultSource(notifiers: MemoryNotifiers())
            try source.watch(memory.range)
            blocking {
                memory.elsewhere { $0.advise(0..<4, MADV_DONTNEED) }
                source.close()
            }
            if source.statistics.removed != 1 { _exit(2) }
            if source.statistics.unconfirmed != 1 { _exit(3) }
        }
    }
}
