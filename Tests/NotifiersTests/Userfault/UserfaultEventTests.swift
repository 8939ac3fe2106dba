import CTestShims
import Glibc
import Notifiers
import TestThreads
import Testing

/// What foreign code does with memory, and what a subscriber hears of it.
@Suite("UserfaultSource: events", .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason)))
struct UserfaultEventTests {
    /// Watches fresh memory, has `change` done to it on another thread, and returns what a subscriber saw of ranges. Each of them must
    /// lie inside an invalidation of everything.
    private func sightings(
        pages: Int = 16,
        of change: @escaping @Sendable (ForeignMemory) -> Void
    ) throws -> (ForeignMemory, [Sightings.Sighting]) {
        let memory = ForeignMemory(pages: pages)
        memory.fill(1)
        let notifiers = MemoryNotifiers()
        let sightings = Sightings()
        let subscription = try notifiers.register(sightings.operations())
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        memory.elsewhere(change)
        // It has heard of all that the other thread did when it has no event left and its thread has ended.
        source.close()
        var depth = 0
        for sighting in sightings.all {
            if sighting.addresses == nil {
                depth += sighting.part == .start ? 1 : -1
            } else {
                #expect(depth > 0, "\(sighting) outside of an invalidation of everything")
            }
        }
        #expect(depth == 0)
        #expect(source.statistics.faults == 0)
        #expect(source.statistics.unsettled == 0)
        subscription.unregister()
        return (memory, sightings.ofRanges)
    }

    private func pair(_ addresses: Range<UInt>, _ event: MemoryEvent) -> [Sightings.Sighting] {
        [
            .init(part: .start, addresses: addresses, event: event),
            .init(part: .end, addresses: addresses, event: event),
        ]
    }

    @Test("munmap of the middle of a mapping")
    func unmapping() throws {
        let (memory, seen) = try sightings { $0.unmap(3..<7) }
        #expect(seen == pair(memory.pages(3..<7), .unmap))
    }

    @Test("madvise: MADV_DONTNEED and MADV_FREE; not MADV_COLD, which takes nothing away")
    func advice() throws {
        let (memory, seen) = try sightings { memory in
            memory.advise(0..<2, MADV_DONTNEED)
            memory.advise(4..<5, CInt(8))  // MADV_FREE
            memory.advise(6..<8, CInt(20))  // MADV_COLD
        }
        // Two events may be read in one batch, and then the first ends last.
        #expect(Set(seen) == Set(pair(memory.pages(0..<2), .clear) + pair(memory.pages(4..<5), .clear)))
        #expect(seen.count == 4)
        #expect(seen.filter { $0.part == .start }.map(\.addresses) == [memory.pages(0..<2), memory.pages(4..<5)])
    }

    @Test("mremap: where the mapping was, and the end that is cut off")
    func moving() throws {
        let place = ForeignMemory(pages: 4)
        let (memory, seen) = try sightings { memory in
            memory.move(4..<8, to: place)
            memory.shrink(8..<16, to: 1)
        }
        // The kernel tells of a move twice: that it moved, and that the old place was unmapped.
        let starts = seen.filter { $0.part == .start }
        #expect(starts.map(\.addresses) == [4..<8, 4..<8, 9..<16].map { memory.pages($0) })
        #expect(seen.allSatisfy { $0.event == .unmap })
    }

    @Test("mremap to where other watched memory is: what was there goes as well")
    func movingOver() throws {
        let (memory, seen) = try sightings { memory in
            #expect(
                ctestshims_move_mapping(memory.pointer(0), 2 * ForeignMemory.page, memory.pointer(8)) == 0
            )
        }
        let gone = seen.filter { $0.part == .start }.compactMap(\.addresses)
        #expect(Set(gone) == [memory.pages(0..<2), memory.pages(8..<10)])
        #expect(seen.allSatisfy { $0.event == .unmap })
    }

    @Test("Memory that was moved stays watched; what is mapped over is announced, and its successor is not watched")
    func afterwards() throws {
        let place = ForeignMemory(pages: 4)
        let (memory, seen) = try sightings { memory in
            memory.move(0..<4, to: place)
            place.advise(1..<2, MADV_DONTNEED)
            #expect(ctestshims_map_over(memory.pointer(8), 2 * ForeignMemory.page) == 0)
            memory.advise(8..<10, MADV_DONTNEED)
        }
        let starts = seen.filter { $0.part == .start }
        #expect(
            starts.map(\.addresses) == [
                memory.pages(0..<4), memory.pages(0..<4), place.pages(1..<2), memory.pages(8..<10),
            ]
        )
        #expect(starts.map(\.event) == [.unmap, .unmap, .clear, .unmap])
    }

    @Test("Everything is invalid before the unmapping thread can go on")
    func order() throws {
        let memory = ForeignMemory(pages: 2)
        let notifiers = MemoryNotifiers()
        let hasReturned = Latch()
        let mayReturn = Latch()
        let returnedEarly = Latch()
        let sightings = Sightings()
        let subscription = try notifiers.register(
            sightings.operations { part, what in
                guard part == .start, what.owner == UserfaultSource.unreadEvent else { return }
                // A thread that was let go on before would use this time to return.
                if waitUntil({ hasReturned.isOpen }, within: mayReturn.isOpen ? 0 : 0.3) { returnedEarly.open() }
                mayReturn.open()
            }
        )
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        memory.elsewhere { memory in
            memory.unmap(0..<1)
            #expect(mayReturn.isOpen, "munmap returned before the subscriber had heard of anything")
            hasReturned.open()
        }
        #expect(!returnedEarly.isOpen)
        source.close()
        subscription.unregister()
    }

    @Test("Events of many threads at once: each is told of, once, and all threads go on")
    func crowd() throws {
        let memories = (0..<4).map { _ in ForeignMemory(pages: 64) }
        let notifiers = MemoryNotifiers()
        let sightings = Sightings()
        let subscription = try notifiers.register(sightings.operations())
        let source = try UserfaultSource(notifiers: notifiers)
        for memory in memories { try source.watch(memory.range) }
        let threads = memories.map { memory in
            TestThread { for page in 0..<64 { memory.unmap(page..<page + 1) } }
        }
        threads.forEach { $0.join() }
        source.close()
        for part in [Sightings.Sighting.Part.start, .end] {
            let seen = sightings.ofRanges.filter { $0.part == part }.compactMap(\.addresses)
            #expect(seen.count == 256)
            #expect(Set(seen) == Set(memories.flatMap { memory in (0..<64).map { memory.pages($0..<$0 + 1) } }))
        }
        #expect(source.statistics.unmapped == 256)
        subscription.unregister()
    }
}
