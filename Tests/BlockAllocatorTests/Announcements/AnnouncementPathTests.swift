import AsymmetricFences
import CTestShims
import Glibc
import Notifiers
import ReadCopyUpdate
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Announcements on the way of an allocation, of a freeing, and of the end")
struct AnnouncementPathTests {
    private static func configuration(_ notifiers: MemoryNotifiers) -> BlockAllocator.Configuration {
        BlockAllocator.Configuration.small(megabytes: 32, blockPages: 128).with { $0.notifiers = notifiers }
    }

    @Test("A death beyond the limit is announced while the memory is there, and when it is gone")
    func death() throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder.notifiers).with { $0.lazyLimitBytes = 0 })
        let range = try allocator.allocate(pages: 640)
        range.bytes.initializeMemory(as: UInt8.self, repeating: 7)
        let start = UInt(bitPattern: range.baseAddress)
        range.release()
        #expect(recorder.take() == .pair(start..<start + 640 << 12, .unmap, 7, nil))
        subscription.unregister()
    }

    @Test("A guard behind a range", arguments: [(3, 4), (600, 640)])
    func guardPages(pages: Int, end: Int) throws {
        let recorder = AnnouncementRecorder()
        let subscription = try recorder.subscribe()
        let allocator = try BlockAllocator(Self.configuration(recorder.notifiers).with { $0.guardPages = true })
        let range = try allocator.allocate(pages: pages)
        let start = UInt(bitPattern: range.baseAddress)
        #expect(recorder.take() == .pair(start + UInt(pages) << 12..<start + UInt(end) << 12, .clear, 0, nil))
        range.release()
        subscription.unregister()
    }

    /// It is the thread that frees for everybody which finds that nothing of the allocator is left.
    @Test("A subscriber that takes its time over the end of an allocator holds no other reclamation up")
    func teardown() throws {
        let notifiers = MemoryNotifiers()
        let mayEnd = Latch()
        let isAsked = Latch()
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .mayRefuse { what in
                    guard what.isBlockable else { return .refused }
                    isAsked.open()
                    mayEnd.wait()
                    return .done
                }
            )
        )
        var allocator: BlockAllocator? = try BlockAllocator(Self.configuration(notifiers))
        try allocator?.allocate(pages: 1).release()
        allocator = nil
        #expect(waitUntil { isAsked.isOpen })
        let isFree = SharedCounter()
        RCU.retire { isFree.increment() }
        #expect(waitUntil({ isFree.count == 1 }, within: 60), "the subscriber is waited for by everybody")
        mayEnd.open()
        subscription.unregister()
    }

    /// The thread may hold what the subscriber waits for, whose flush has the lock.
    @Test(
        "Frames that cannot all be mapped wait for no subscriber",
        .enabled(if: !underAnySanitizer, "the sanitizer's own calls would be refused too")
    )
    func failedMap() async {
        await #expect(processExitsWith: .success) {
            blocking {
                endIfItHangs(after: 30)
                do {
                    let notifiers = MemoryNotifiers()
                    let users = FutexLock()
                    let isWaiting = Latch()
                    let subscription = try notifiers.register(
                        MemoryOperations(
                            start: .always { what in
                                guard what.isBlockable else { return }
                                isWaiting.open()
                                users.withLock {}
                            }
                        )
                    )
                    let allocator = try BlockAllocator(Self.configuration(notifiers))
                    let files = [try FrameFile(count: 5), try FrameFile(count: 7)]
                    let first = try allocator.map(files[0].frames)
                    try allocator.allocate(pages: 600).release()
                    users.lock()
                    let flusher = TestThread { allocator.flush() }
                    isWaiting.wait()
                    // By the descriptor: malloc(3) goes on having memory.
                    denyCall(ctestshims_mmap_number(), EINVAL, argument: 4, when: UInt32(files[1].descriptor))
                    let error = errorOf { try allocator.map(files[0].frames + files[1].frames).release() }
                    #expect(error == .system(call: "mmap of 7 frames", errno: EINVAL))
                    users.unlock()
                    flusher.join()
                    first.release()
                    subscription.unregister()
                } catch {
                    fatalError("\(error)")
                }
            }
        }
    }
}
