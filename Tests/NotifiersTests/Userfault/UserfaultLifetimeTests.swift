import CMembarrier
import CTestShims
import Glibc
import Notifiers
import Synchronization
import TestThreads
import Testing

/// The end of a source, forks, and locks.
@Suite(
    "UserfaultSource: lifetime",
    .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason))
)
struct UserfaultLifetimeTests {
    @Test("Closing while events are coming: it returns, and the threads that cause them go on")
    func closing() throws {
        let memories = (0..<3).map { _ in ForeignMemory(pages: 4) }
        for round in 0..<20 {
            let source = try UserfaultSource(notifiers: MemoryNotifiers())
            for memory in memories {
                // A process that another test has just started keeps the descriptor of before until its program begins.
                #expect(
                    waitUntil {
                        do {
                            try source.watch(memory.range)
                            return true
                        } catch { return error as? UserfaultError != .cannotWatch(memory.range, errno: EBUSY) }
                    }
                )
            }
            let isOver = Latch()
            let threads = memories.map { memory in
                TestThread { while !isOver.isOpen { memory.advise(0..<4, MADV_DONTNEED) } }
            }
            waitUntil { source.statistics.removed > 10 }
            source.close()
            let seen = source.statistics
            source.close()
            isOver.open()
            for thread in threads {
                #expect(thread.join(within: 30), "round \(round): a thread waits for its event to be read")
            }
            #expect(source.statistics == seen)
        }
    }

    @Test("A thread that waits for its event to be read when the source is closed is told of before")
    func closingWithEvent() throws {
        let memory = ForeignMemory(pages: 2)
        let notifiers = MemoryNotifiers()
        let hasRead = Latch()
        let mayGo = Latch()
        let sightings = Sightings()
        let subscription = try notifiers.register(
            sightings.operations { part, what in
                // The monitor has read what there was, and is kept from looking again.
                guard part == .end, what.owner == UserfaultSource.unreadEvent else { return }
                hasRead.open()
                mayGo.wait()
            }
        )
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        memory.elsewhere { $0.unmap(0..<1) }
        hasRead.wait()
        let identifier = SharedCounter()
        let unmapping = TestThread {
            identifier.store(Int(cmembarrier_gettid()))
            memory.unmap(1..<2)
        }
        // Asleep in the kernel with the page gone: it waits for its event to be read.
        #expect(
            waitUntil {
                var resident: UInt8 = 0
                return mincore(memory.pointer(1), ForeignMemory.page, &resident) != 0
                    && UserfaultMachine.isAsleepInKernel(identifier.count)
            }
        )
        let closing = TestThread { source.close() }
        waitUntil {
            do {
                try source.unwatch(memory.range)
                return false
            } catch { return error as? UserfaultError == .closed }
        }
        mayGo.open()
        closing.join()
        #expect(unmapping.join(within: 30))
        #expect(sightings.ofRanges.compactMap(\.addresses).contains(memory.pages(1..<2)))
        subscription.unregister()
    }

    @Test("Dropping the last reference ends the watching, from a callback of the source itself as well")
    func dropping() throws {
        let memory = ForeignMemory(pages: 4)
        let notifiers = MemoryNotifiers()
        let held = Mutex<UserfaultSource?>(nil)
        let sightings = Sightings()
        let subscription = try notifiers.register(
            sightings.operations { part, _ in
                if part == .start { held.withLock { $0 = nil } }
            }
        )
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        held.withLock { $0 = consume source }
        memory.elsewhere { $0.unmap(0..<1) }
        // The descriptor goes when the thread ends; until then it still reads, and then nobody waits for it.
        memory.elsewhere { memory in for page in 1..<4 { memory.unmap(page..<page + 1) } }
        #expect(sightings.ofRanges.first?.addresses == memory.pages(0..<1))
        subscription.unregister()
    }

    @Test("close() from a callback of the source traps instead of waiting for itself")
    func closingInside() async {
        await #expect(processExitsWith: .failure) {
            endIfItHangs(after: 60)
            let memory = ForeignMemory(pages: 1)
            let notifiers = MemoryNotifiers()
            let source = try UserfaultSource(notifiers: notifiers)
            try source.watch(memory.range)
            blocking {
                let operations = MemoryOperations(start: .always { _ in source.close() })
                do {
                    let subscription = try notifiers.register(operations)
                    memory.elsewhere { $0.unmap(0..<1) }
                    subscription.unregister()
                } catch {
                    // Not what is expected: the process succeeds.
                    exit(0)
                }
            }
        }
    }

    @Test("A closed source refuses, and says so")
    func closed() throws {
        let memory = ForeignMemory(pages: 1)
        let source = try UserfaultSource(notifiers: MemoryNotifiers())
        source.close()
        #expect(throws: UserfaultError.closed) { try source.watch(memory.range) }
        #expect(throws: UserfaultError.closed) { try source.unwatch(memory.range) }
    }

    @Test("A task that closes a source waits until every change made before has been announced")
    func closingSuspending() async throws {
        let memory = ForeignMemory(pages: 8)
        let notifiers = MemoryNotifiers()
        let sightings = Sightings()
        let subscription = try await notifiers.register(sightings.operations())
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        memory.elsewhere { memory in for page in 0..<8 { memory.unmap(page..<page + 1) } }
        await source.close()
        let starts = sightings.ofRanges.filter { $0.part == .start }
        #expect(starts.map(\.addresses) == (0..<8).map { memory.pages($0..<$0 + 1) })
        #expect(notifiers.openInvalidations.isEmpty)
        #expect(throws: UserfaultError.closed) { try source.watch(memory.range) }
        await source.close()
        await subscription.unregister()
    }

    @Test("Who maps and watches addresses that somebody is still unmapping waits until that has been announced")
    func watchingAnew() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 100)
            var attempts = 0
            while try await !Self.watchAnew(), attempts < 20 { attempts += 1 }
            #expect(attempts < 20, "somebody else always maps what was unmapped")
        }
    }

    /// False if somebody else has mapped something in the place: the kernel gives it to the first who asks for a page.
    private static func watchAnew() async throws -> Bool {
        let memory = ForeignMemory(pages: 1)
        let notifiers = MemoryNotifiers()
        let (isRead, mayRead) = (Latch(), Latch())
        let sightings = Sightings()
        let subscription = try await notifiers.register(
            sightings.operations { part, what in
                // Of the event that is there and not read yet.
                guard part == .start, what.owner == UserfaultSource.unreadEvent, !isRead.isOpen else { return }
                isRead.open()
                waitUntil { mayRead.isOpen }
            }
        )
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        let other = TestThread { memory.unmap(0..<1) }
        #expect(await yieldUntil { isRead.isOpen })
        // The kernel has given the addresses back by now, though the other thread is still in munmap.
        let isMapped = memory.map(0..<1)
        if isMapped {
            let returned = Latch()
            let watcher = TestThread {
                do throws(UserfaultError) { try source.watch(memory.range) } catch { Issue.record("\(error)") }
                #expect(sightings.ofRanges.first?.addresses == memory.range)
                returned.open()
            }
            #expect(await !yieldUntil({ returned.isOpen }, within: 0.03))
            mayRead.open()
            other.join()
            watcher.join()
            #expect(source.statistics.unsettledWatches == 0)
        } else {
            mayRead.open()
            other.join()
        }
        await subscription.unregister()
        await source.close()
        return isMapped
    }

    @Test("Forks while events come: the children do as they please, and nobody waits for anybody")
    func forks() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 100)
            let memory = ForeignMemory(pages: 64)
            let source = try UserfaultSource(notifiers: MemoryNotifiers())
            try source.watch(memory.range)
            blocking {
                let isOver = Latch()
                let load = TestThread { while !isOver.isOpen { memory.advise(0..<8, MADV_DONTNEED) } }
                waitUntil { source.statistics.removed > 10 }
                for _ in 0..<10 {
                    let child = ctestshims_fork()
                    if child == 0 {
                        endIfItHangs(after: 20)
                        // The child's memory is nobody's business, and its source is a shell.
                        memory.unmap(32..<40)
                        do {
                            try source.watch(memory.pages(0..<8))
                            _exit(1)
                        } catch let error as UserfaultError where error == .ofParentProcess {
                        } catch {
                            _exit(2)
                        }
                        source.close()
                        _exit(0)
                    }
                    var status: Int32 = 0
                    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
                    #expect(ctestshims_outcome(status) == 0)
                }
                isOver.open()
                load.join()
                #expect(source.statistics.unmapped == 0, "the child's unmapping was announced to its parent")
            }
            // Unwatching in the child would have ended this.
            memory.elsewhere { $0.unmap(0..<1) }
            waitUntil { source.statistics.unmapped == 1 }
            #expect(source.statistics.unmapped == 1)
        }
    }

    @Test(
        "A child that lives on holds no copy of the descriptor, which would keep the parent's memory watched by nobody"
    )
    func survivor() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 60)
            let memory = ForeignMemory(pages: 4)
            let source = try UserfaultSource(notifiers: MemoryNotifiers())
            try source.watch(memory.range)
            blocking {
                var pipes: [CInt] = [0, 0]
                #expect(pipe(&pipes) == 0)
                let child = ctestshims_fork()
                if child == 0 {
                    endIfItHangs(after: 60)
                    close(pipes[1])
                    var byte: UInt8 = 0
                    // Ends with the parent's end of the pipe.
                    _exit(read(pipes[0], &byte, 1) == 0 ? 0 : 1)
                }
                source.close()
                let thread = TestThread { memory.unmap(0..<1) }
                #expect(thread.join(within: 60), "munmap waits for an event that nobody reads")
                close(pipes[1])
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
                #expect(ctestshims_outcome(status) == 0)
            }
        }
    }

    @Test(
        "The unmapping thread waits for callbacks: a lock that it holds meanwhile is not to be had in them; one that it let go is"
    )
    func locks() throws {
        let memory = ForeignMemory(pages: 2)
        let notifiers = MemoryNotifiers()
        let heldAcross = Mutex<Int>(0)
        let heldBefore = Mutex<Int>(0)
        let taken = SharedCounter()
        let busy = SharedCounter()
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { _ in
                    heldBefore.withLock { $0 += 1 }
                    taken.increment()
                    // To wait for this one would be to wait for ever: nobody lets it go before the callback returns.
                    if !waitUntil({ heldAcross.withLockIfAvailable { _ in true } ?? false }, within: 0.05) {
                        busy.increment()
                    }
                }
            )
        )
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        memory.elsewhere { memory in
            heldBefore.withLock { $0 += 1 }
            heldAcross.withLock { _ in memory.unmap(0..<1) }
        }
        source.close()
        #expect(taken.count > 0)
        #expect(busy.count > 0)
        subscription.unregister()
    }
}
