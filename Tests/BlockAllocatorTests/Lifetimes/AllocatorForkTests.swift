import CTestShims
import Glibc
import Notifiers
import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

/// fork(2) without exec, while other threads are inside of the allocator.
@Suite("An allocator in the child of a fork")
struct AllocatorForkTests {
    /// Allocates, frees, flushes and purges, as one thread that has the allocator to itself. Nothing of Swift's that the parent has
    /// not done before: what the runtime does for the first time it does under locks that the fork may have left locked.
    private static func exercise(_ allocator: BlockAllocator, _ file: FrameFile) -> Int32 {
        do {
            for round in 0..<200 {
                let first = try allocator.allocate(pages: 1 + round % 64)
                first.baseAddress.storeBytes(of: UInt64(round), as: UInt64.self)
                let second = try allocator.allocateAddress(pages: 3, lifetime: .longLived)
                guard first.baseAddress != second else { return 2 }
                guard first.baseAddress.load(as: UInt64.self) == UInt64(round) else { return 3 }
                allocator.free(second)
                first.release()
            }
            let large = try allocator.allocate(pages: 500)
            large.baseAddress.storeBytes(of: 1, as: UInt64.self)
            let mapped = try allocator.map(file.frames)
            mapped.baseAddress.storeBytes(of: 1, as: UInt64.self)
            mapped.release()
            large.release()
            allocator.flush()
            allocator.purge(force: true)
            _ = allocator.statistics
            return 0
        } catch {
            return 4
        }
    }

    @Test(
        "Works on: it allocates, frees, maps, flushes and purges, whatever other threads were doing",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func fork() async {
        await #expect(processExitsWith: .success) {
            let allocator = try ForkLoadAllocator.make()
            let file = try FrameFile(count: 4)
            blocking {
                #expect(Self.exercise(allocator, file) == 0)
                let load = ForkLoadAllocator(allocator, file)
                load.awaitProgress()
                for number in 0..<40 {
                    let inherited = HeldRange.allocated(3, in: allocator, stamp: UInt64(number) << 8)
                    let child = ctestshims_fork()
                    if child == 0 {
                        endIfItHangs(after: 20)
                        if inherited.overwritten != nil { _exit(5) }
                        inherited.drop()
                        _exit(Self.exercise(allocator, file))
                    }
                    var status: Int32 = 0
                    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
                    let outcome = ctestshims_outcome(status)
                    #expect(outcome == 0, "child \(number)")
                    #expect(inherited.overwritten == nil, "the child wrote into its parent's memory")
                    if outcome != 0 { break }
                    load.awaitProgress()
                }
                load.end()
                let problems = AllocatorValidator(allocator).problems(with: [:])
                #expect(problems.isEmpty, "\(problems)")
            }
        }
    }

    @Test("A fork that waits for a flush holds up nobody who makes an allocator, or lets one go, in a callback of it")
    func forkBesideFlush() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 60)
            let notifiers = MemoryNotifiers()
            let (inside, begins) = (Latch(), Latch())
            let refused = SharedCounter()
            let forker = TestThread {
                waitUntil { inside.isOpen }
                begins.open()
                let child = ctestshims_fork()
                if child == 0 { _exit(0) }
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
            }
            let operations = MemoryOperations(
                start: .always { _ in
                    inside.open()
                    waitUntil { begins.isOpen }
                    // In one of these moments the fork has come to where it waits for the flush.
                    let end = monotonicSeconds() + 0.1
                    while monotonicSeconds() < end {
                        if (try? BlockAllocator(.small(megabytes: 4))) == nil { refused.increment() }
                    }
                }
            )
            let subscription = try await notifiers.register(operations)
            blocking {
                let configuration = BlockAllocator.Configuration.small(megabytes: 32).with { $0.notifiers = notifiers }
                guard let allocator = try? BlockAllocator(configuration) else {
                    refused.increment()
                    return
                }
                (try? allocator.allocate(pages: 16))?.release()
                allocator.purge(force: true)
                forker.join()
            }
            await subscription.unregister()
            #expect(inside.isOpen && refused.count == 0)
        }
    }

    @Test(
        "Finds no queue as a thread of its parent had it in the middle of a change",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func inside() async {
        await #expect(processExitsWith: .success) {
            let allocator = try ForkLoadAllocator.make()
            blocking {
                let core = allocator.core
                let over = Latch()
                let turns = SharedCounter()
                let halves = [SharedWord(), SharedWord()]
                let owner = TestThread {
                    RCU.registerThread()
                    while !over.isOpen {
                        // Nearly always inside.
                        core.queue(0).whileEntered {
                            halves[0].value += 1
                            for _ in 0..<5000 { spinOnce() }
                            halves[1].value += 1
                        }
                        turns.increment()
                    }
                }
                for number in 0..<10 {
                    let before = turns.count
                    while turns.count < before + LeaseTurns.streakForLease + 1 { sched_yield() }
                    let child = ctestshims_fork()
                    if child == 0 {
                        endIfItHangs(after: 10)
                        var isWhole = false
                        core.queue(0).whileEntered { isWhole = halves[0].value == halves[1].value }
                        _exit(isWhole ? 0 : 6)
                    }
                    var status: Int32 = 0
                    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR) }
                    let outcome = ctestshims_outcome(status)
                    #expect(outcome == 0, "child \(number)")
                    if outcome != 0 { break }
                }
                over.open()
                owner.join()
            }
        }
    }
}

/// Threads that are inside of the allocator most of the time.
private struct ForkLoadAllocator {
    private let over = Latch()
    private let rounds = SharedCounter()
    private let threads: [TestThread]

    static func make() throws -> BlockAllocator {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.poisonOnFree = false
        return try BlockAllocator(configuration)
    }

    init(_ allocator: BlockAllocator, _ file: FrameFile) {
        let (over, rounds) = (over, rounds)
        threads = (0..<3).map { number in
            TestThread {
                var random = SplitMix(seed: UInt64(number))
                while !over.isOpen {
                    for _ in 0..<50 { _ = try? allocator.allocate(pages: 1 + random.below(64)) }
                    if number == 0 { allocator.flush() }
                    if number == 1 { _ = try? allocator.map(file.frames) }
                    rounds.increment()
                }
            }
        }
    }

    func awaitProgress() {
        let before = rounds.count
        while rounds.count < before + 3 { sched_yield() }
    }

    func end() {
        over.open()
        for thread in threads { thread.join() }
    }
}

extension HeldRange {
    fileprivate static func allocated(_ pages: Int, in allocator: BlockAllocator, stamp: UInt64) -> HeldRange {
        do {
            let held = HeldRange(try allocator.allocate(pages: pages), .shortLived, stamp: stamp)
            held.fill()
            return held
        } catch {
            fatalError("\(error)")
        }
    }
}
