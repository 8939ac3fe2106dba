import CMembarrier
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because the registry is the whole process's.
@Suite("The registry of readers")
struct ReaderRegistryTests {
    @Test("The offsets of the Swift view are those of the C record")
    func layout() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let record = ReaderRecord(UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128))
                defer { record.base.deallocate() }
                func offset(_ address: UnsafeMutableRawPointer) -> Int { address - record.base }
                #expect(MemoryLayout<cmembarrier_record>.size == ReaderRegistry.recordStride)
                #expect(offset(record.word) == MemoryLayout<cmembarrier_record>.offset(of: \.word))
                #expect(offset(record.waiting) == MemoryLayout<cmembarrier_record>.offset(of: \.waiting))
                #expect(offset(record.claimed) == MemoryLayout<cmembarrier_record>.offset(of: \.claimed))
                #expect(offset(record.thread) == MemoryLayout<cmembarrier_record>.offset(of: \.thread))
                #expect(offset(record.unpairedDepth) == MemoryLayout<cmembarrier_record>.offset(of: \.unpaired_depth))
                #expect(
                    offset(record.unpairedEntered) == MemoryLayout<cmembarrier_record>.offset(of: \.unpaired_entered)
                )
                #expect(offset(record.reporter) == MemoryLayout<cmembarrier_record>.offset(of: \.reporter))
                #expect(offset(record.innerDepth) == MemoryLayout<cmembarrier_record>.offset(of: \.inner_depth))
                #expect(offset(record.generation) == MemoryLayout<cmembarrier_record>.offset(of: \.generation))
                #expect(MemoryLayout<cmembarrier_record>.offset(of: \.index) == 40)
                #expect(offset(record.reclaiming) == MemoryLayout<cmembarrier_record>.offset(of: \.reclaiming))
                #expect(offset(record.queue) == MemoryLayout<cmembarrier_record>.offset(of: \.queue))
                #expect(offset(record.file) == MemoryLayout<cmembarrier_record>.offset(of: \.file))
                #expect(offset(record.line) == MemoryLayout<cmembarrier_record>.offset(of: \.line))
                #expect(MemoryLayout<cmembarrier_domain>.offset(of: \.completed) == 256)
                #expect(MemoryLayout<cmembarrier_domain>.offset(of: \.chunks) == 128)
                #expect(MemoryLayout<cmembarrier_domain>.offset(of: \.claims) == 136)
                #expect(cmembarrier_get_unregistered_record().pointee.word == ReaderRecord.unregisteredWord)
            }
        }
    }

    @Test("A thread registers with its first section and is gone with its exit")
    func registration() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let seen = SharedCounter()
                let thread = TestThread {
                    #expect(ReaderRecord.current.word.pointee.load(ordering: .relaxed) == ReaderRecord.unregisteredWord)
                    RCU.read { _ in }
                    #expect(ReaderRecord.current.word.pointee.load(ordering: .relaxed) == 0)
                    if ReaderRegistry.threads.contains(cmembarrier_gettid()) { seen.store(Int(cmembarrier_gettid())) }
                }
                thread.join()
                #expect(seen.count != 0, "a registered thread is not listed")
                #expect(!ReaderRegistry.threads.contains(Int32(seen.count)), "a thread that exited is listed")
            }
        }
    }

    @Test("A thread that exits with a section open leaves no stale record")
    func exitInsideUnpairedSection() async {
        await #expect(processExitsWith: .success) {
            blocking {
                TestThread { RCU.readLock() }.join()
                let writer = TestThread { RCU.synchronize() }
                #expect(writer.join(within: 30), "the record of a thread that exited holds grace periods back")
            }
        }
    }

    @Test("Records are reused, one thread after another")
    func reuse() async {
        await #expect(processExitsWith: .success) {
            blocking {
                TestThread { RCU.read { _ in } }.join()
                let capacity = ReaderRegistry.capacity
                for _ in 0..<500 { TestThread { RCU.read { _ in } }.join() }
                #expect(ReaderRegistry.capacity == capacity)
            }
        }
    }

    @Test("The registry grows past a chunk, and scans all of it")
    func growth() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let count = ReaderRegistry.recordsPerChunk * 2 + 3
                let ready = SharedCounter()
                let finish = Latch()
                let threads = (0..<count).map { _ in
                    TestThread {
                        RCU.read { _ in
                            ready.increment()
                            finish.wait()
                        }
                    }
                }
                #expect(waitUntil { ready.count == count })
                var open = 0
                ReaderRegistry.forEach { if $0.word.pointee.load(ordering: .acquiring) != 0 { open += 1 } }
                #expect(open >= count, "the scan missed \(count - open) open sections")
                #expect(RCU.statistics.registeredReaders >= UInt64(count))
                finish.open()
                for thread in threads { thread.join() }
                RCU.synchronize()
            }
        }
    }

    /// Threads of a pool register at once, and all but one of those that found no record come too late with their chunk.
    @Test("Each record has an index of its own, and the indices have no gaps, also where chunks were made for nothing")
    func indices() async {
        await #expect(processExitsWith: .success) {
            blocking {
                RCU.registerThread()
                for _ in 0..<100 {
                    let isLinked = ReaderRegistry.grow(since: 0) != nil
                    #expect(!isLinked)
                }
                let ready = SharedCounter()
                let finish = Latch()
                let threads = (0..<ReaderRegistry.recordsPerChunk).map { _ in
                    TestThread {
                        RCU.registerThread()
                        ready.increment()
                        finish.wait()
                    }
                }
                #expect(waitUntil { ready.count == threads.count })
                var indices: Set<Int> = []
                ReaderRegistry.forEach { indices.insert($0.index) }
                #expect(indices == Set(0..<ReaderRegistry.recordsPerChunk * 2))
                finish.open()
                for thread in threads { thread.join() }
            }
        }
    }

    @Test("A read in a thread-exit destructor, after the thread's record was returned, is a section like any other")
    func lateRead() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let late = SharedCounter()
                var key = pthread_key_t()
                #expect(
                    pthread_key_create(
                        &key,
                        { argument in
                            // Set by the thread below to a retained counter, never to null.
                            let late = Unmanaged<SharedCounter>.fromOpaque(argument!).takeRetainedValue()
                            RCU.read { _ in if RCU.isInReadSection { late.increment() } }
                        }
                    ) == 0
                )
                defer { pthread_key_delete(key) }
                let capacity = ReaderRegistry.capacity
                for _ in 0..<300 {
                    TestThread { [key] in
                        RCU.read { _ in }
                        pthread_setspecific(key, Unmanaged.passRetained(late).toOpaque())
                    }.join()
                }
                #expect(late.count == 300)
                #expect(ReaderRegistry.capacity <= capacity + ReaderRegistry.recordsPerChunk)
                let writer = TestThread { RCU.synchronize() }
                #expect(writer.join(within: 30))
            }
        }
    }
}
