import CMembarrier
import CTestShims
import Glibc
import Notifiers
import TestThreads
import Testing

/// What must cost the watched memory nothing.
@Suite(
    "UserfaultSource: what it leaves alone",
    .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason))
)
struct UserfaultQuietTests {
    @Test("Touching memory, for the first time and again, by threads and by the kernel, reaches nobody")
    func touching() throws {
        let memory = ForeignMemory(pages: 4096)
        let notifiers = MemoryNotifiers()
        let sightings = Sightings()
        let subscription = try notifiers.register(sightings.operations())
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        for byte in [UInt8(1), 2] { memory.elsewhere { $0.fill(byte) } }
        // The kernel writes into a page that nobody has touched since it was purged.
        memory.advise(7..<8, MADV_DONTNEED)
        var pipes: [CInt] = [0, 0]
        #expect(pipe(&pipes) == 0)
        #expect(write(pipes[1], "x", 1) == 1)
        #expect(read(pipes[0], memory.pointer(7), 1) == 1)
        pipes.forEach { close($0) }
        source.close()
        #expect(source.statistics.faults == 0)
        #expect(source.statistics.batches == 1)
        #expect(sightings.ofRanges.count == 2)
        subscription.unregister()
    }

    @Test("Huge pages stay, and come when watched memory is touched for the first time")
    func hugePages() throws {
        let control = ForeignMemory(pages: 4096, aligned: true, advice: cmembarrier_madv_hugepage)
        control.fill(1)
        // A machine that gives none shows nothing.
        let given = UserfaultMachine.hugeKilobytes(at: control.range.lowerBound)
        guard given == 16 << 10 else { return }
        let source = try UserfaultSource(notifiers: MemoryNotifiers())
        try source.watch(control.range)
        control.fill(2)
        #expect(UserfaultMachine.hugeKilobytes(at: control.range.lowerBound) == given)
        let fresh = ForeignMemory(pages: 4096, aligned: true, advice: cmembarrier_madv_hugepage)
        try source.watch(fresh.range)
        fresh.elsewhere { $0.fill(1) }
        #expect(UserfaultMachine.hugeKilobytes(at: fresh.range.lowerBound) == given)
        source.close()
        #expect(source.statistics == UserfaultStatistics())
    }

    @Test("What is watched no longer is not announced; the rest is")
    func unwatching() throws {
        let memory = ForeignMemory(pages: 8)
        memory.fill(1)
        let notifiers = MemoryNotifiers()
        let sightings = Sightings()
        let subscription = try notifiers.register(sightings.operations())
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.range)
        try source.watch(memory.pages(2..<4))
        try source.unwatch(memory.pages(0..<6))
        memory.elsewhere { memory in
            memory.unmap(0..<2)
            memory.advise(2..<6, MADV_DONTNEED)
            memory.unmap(6..<7)
        }
        source.close()
        #expect(sightings.ofRanges.compactMap(\.addresses) == [memory.pages(6..<7), memory.pages(6..<7)])
        // What nobody reads any more must keep no thread waiting.
        memory.elsewhere { $0.unmap(7..<8) }
        #expect(sightings.ofRanges.count == 2)
        subscription.unregister()
    }

    @Test("Shared memory of a file in memory is watched as private memory is")
    func sharedMemory() throws {
        let file = cmembarrier_memfd("userfault")
        defer { close(file) }
        let bytes = 4 * ForeignMemory.page
        #expect(ftruncate(file, bytes) == 0)
        let memory = ForeignMemory(pages: 4)
        #expect(cmembarrier_map_file(memory.pointer(0), bytes, file, 0) == 0)
        let source = try UserfaultSource(notifiers: MemoryNotifiers())
        do {
            try source.watch(memory.range)
        } catch UserfaultError.cannotWatch(_, let errno) where errno == EINVAL {
            return  // before Linux 5.19
        }
        memory.elsewhere { memory in
            memory.advise(0..<1, CInt(9))  // MADV_REMOVE
            memory.unmap(1..<2)
        }
        source.close()
        #expect(source.statistics.removed == 1)
        #expect(source.statistics.unmapped == 1)
    }
}
