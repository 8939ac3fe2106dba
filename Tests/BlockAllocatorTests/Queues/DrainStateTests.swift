import Notifiers
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("The state that drains a worker's queues")
struct DrainStateTests {
    @Test("The last messages of a worker come before the drain")
    func lastMessages() throws {
        let fixture = try DrainFixture()
        let runs = SharedCounter()
        // Torn down while the worker can still be sent messages, which then lie behind the tear-down.
        let late = try fixture.workers.hotplug.install("late message", in: .online, startup: nil) { worker in
            try fixture.workers.send(to: worker) {
                DrainFixture.settle(fixture.allocator)
                runs.increment()
            }
        }
        let drain = try fixture.install()
        try fixture.up()
        try fixture.down()
        #expect(runs.count == 1)
        #expect(fixture.owner == 0)
        #expect(fixture.allocator.statistics.addressBytes == 0)
        try drain.remove()
        try late.remove()
    }

    @Test("Workers that come and go leave nothing behind")
    func repeated() throws {
        let fixture = try DrainFixture { $0.queueLimit = nil }
        let drain = try fixture.install()
        let rounds = longTests ? 300 : 30
        var kept: [SentAddress] = []
        for round in 0..<rounds {
            try fixture.up(0)
            try fixture.up(1)
            for worker in 0..<2 {
                kept += try fixture.run(on: worker) { [allocator = fixture.allocator] in
                    if round % 2 == 0 { DrainFixture.settle(allocator) }
                    let ranges = (0..<3).map { _ in SentAddress(address: DrainFixture.take(4, of: allocator).take()) }
                    for _ in 0..<3 { DrainFixture.take(64, of: allocator).release() }
                    allocator.free(ranges[1].address)
                    return [ranges[0], ranges[2]]
                }
            }
            try fixture.down(round % 2)
            try fixture.down(1 - round % 2)
            #expect(kept.allSatisfy { fixture.isWhole($0.address, pages: 4) })
            let live = kept.map { ($0.number, ShadowRange(pages: 4, kind: .shortLived)) }
            let problems = fixture.problems(live: Dictionary(uniqueKeysWithValues: live))
            #expect(problems.isEmpty, "round \(round): \(problems)")
            #expect(fixture.allocator.statistics.freePages == 0)
            for range in kept { fixture.allocator.free(range.address) }
            kept = []
            #expect(fixture.allocator.statistics.blocksLive == 0, "round \(round)")
        }
        // Both may have used one queue, which is then drained by the last of them.
        #expect(fixture.allocator.statistics.drainedQueues >= rounds)
        fixture.allocator.flush()
        #expect(fixture.allocator.statistics.addressBytes == 0)
        #expect(fixture.problems(isAfterFlush: true).isEmpty)
        try drain.remove()
    }

    @Test("Removing the state drains nobody, unless it is asked to", arguments: [false, true])
    func removal(calls: Bool) throws {
        let fixture = try DrainFixture()
        try fixture.up()
        let kept = try fixture.use()
        // The worker is up already: it counts as one that goes through the state on its way down.
        let drain = try fixture.install()
        let owner = fixture.owner
        #expect(owner != 0 && fixture.allocator.statistics.drainedQueues == 0)
        if calls { try drain.remove(calls: true) } else { try drain.remove() }
        #expect(fixture.owner == (calls ? 0 : owner))
        #expect(fixture.allocator.statistics.drainedQueues == (calls ? 1 : 0))
        #expect(fixture.isWhole(kept.address, pages: 4))
        // It goes on.
        try fixture.run { [allocator = fixture.allocator] in
            DrainFixture.settle(allocator)
            allocator.free(kept.address)
        }
        #expect(fixture.owner == owner)
        try fixture.down()
        #expect(fixture.allocator.statistics.drainedQueues == (calls ? 1 : 0))
        #expect(fixture.problems().isEmpty)
    }

    @Test("The state does not keep the allocator, and does nothing without it")
    func allocatorGone() throws {
        let workers = WorkerGroup(WorkerGroup.Configuration(capacity: 1))
        var allocator: BlockAllocator? = try BlockAllocator(.small())
        weak let seen = allocator
        let drain = try #require(allocator).installDrain(on: workers.hotplug)
        try workers.hotplug.bringUp(0)
        allocator = nil
        #expect(seen == nil)
        try workers.hotplug.takeDown(0)
        try drain.remove()
    }

    /// The last range of a block is freed while the drain has yet to give up its free space, so that the block dies by the drain. A closed
    /// allocator would wait for that death, and its addresses would never go back.
    @Test("An allocator that is given up during a drain is closed after it")
    func givenUpMeanwhile() throws {
        let notifiers = MemoryNotifiers()
        let workers = WorkerGroup(WorkerGroup.Configuration(capacity: 1))
        let (isDraining, mayGoOn, isGone) = (Latch(), Latch(), Latch())
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { what in
                    guard what.event == .clear else { return }
                    isDraining.open()
                    mayGoOn.wait()
                },
                end: { if $0.event == .release { isGone.open() } }
            )
        )
        let configuration = BlockAllocator.Configuration.small(megabytes: 64, blockPages: 128)
        var allocator: BlockAllocator? = try BlockAllocator(configuration.with { $0.notifiers = notifiers })
        let drain = try #require(allocator).installDrain(on: workers.hotplug)
        try workers.hotplug.bringUp(0)
        let box = RangeBox()
        try workers.run(on: 0) { [allocator = try #require(allocator)] in
            DrainFixture.settle(allocator)
            box.range = DrainFixture.take(4, of: allocator)
        }
        let leaving = TestThread { try? workers.hotplug.takeDown(0) }
        #expect(waitUntil { isDraining.isOpen })
        allocator = nil
        box.range = nil
        mayGoOn.open()
        leaving.join()
        #expect(waitUntil({ isGone.isOpen }, within: 60), "the addresses have not gone back")
        subscription.unregister()
        try drain.remove()
    }

    /// Used by one thread after the other.
    private final class RangeBox: @unchecked Sendable {
        var range: PageRange?
    }

    @Test("Installed by a task")
    func task() async throws {
        let fixture = try DrainFixture()
        let drain = try await fixture.allocator.installDrain(on: fixture.workers.hotplug, at: .late(3))
        try await fixture.workers.hotplug.bringUp(0)
        try await fixture.workers.run(on: 0) { [allocator = fixture.allocator] in DrainFixture.settle(allocator) }
        try await fixture.workers.hotplug.takeDown(0)
        #expect(fixture.owner == 0 && fixture.allocator.statistics.addressBytes == 0)
        try await drain.remove()
    }
}
