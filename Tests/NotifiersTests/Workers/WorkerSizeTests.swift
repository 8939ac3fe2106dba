import CMembarrier
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("How many workers there are")
struct WorkerSizeTests {
    @Test("Of several that resize at once the last number asked for comes out")
    func concurrentResizes() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 6))
        for round in 0..<(longTests ? 2000 : 50) {
            let threads = [5, 2].map { count in TestThread { try? group.resize(to: count) } }
            // Asked for after both may have begun, and before they end.
            group.follower.crew.want(round % 4)
            for thread in threads { #expect(thread.join(within: 60)) }
            try group.resize(to: round % 4)
            #expect(group.active.workers == Array(0..<round % 4))
            #expect(group.online.workers == Array(0..<round % 4))
        }
        try group.close()
    }

    @Test("A worker that another loses meanwhile is replaced, or passed over", arguments: [3, 0])
    func lostMeanwhile(count: Int) throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 4, limits: Hotplug.Limits(step: .seconds(2)))
        )
        try group.resize(to: 2)
        let (isStuck, mayGo) = (Latch(), Latch())
        try group.send(to: 0) {
            // Stuck where it holds no grace period back: other tests wait for those.
            WorkerGroup.whileOffline {
                isStuck.open()
                mayGo.wait()
            }
        }
        isStuck.wait()
        let down = TestThread { #expect(throws: HotplugError.self) { try group.hotplug.takeDown(0) } }
        // Under way, and behind the stuck message.
        #expect(waitUntil { group.hotplug.state(of: 0).target == .offline })
        // Its turn comes when the first worker has been lost.
        try group.resize(to: count)
        #expect(group.active.workers == Array(1..<1 + count))
        #expect(group.hotplug.state(of: 0).isLost)
        down.join()
        try group.resize(to: 1)
        #expect(group.active.workers == [1])
        mayGo.open()
        try group.close()
    }

    @Test("A worker whose turn to come comes when another has lost it is passed over")
    func lostBefore() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 3, limits: Hotplug.Limits(bringUp: .seconds(2)))
        )
        let (isLate, mayGo) = (Latch(), Latch())
        group.core.beforeReport = { worker in
            guard worker == 0 else { return }
            isLate.open()
            mayGo.wait()
        }
        let up = TestThread { #expect(throws: HotplugError.self) { try group.hotplug.bringUp(0) } }
        isLate.wait()
        try group.resize(to: 2)
        #expect(group.active.workers == [1, 2])
        up.join()
        mayGo.open()
        try group.close()
    }

    @Test("A group follows a number that changes, tells of failures and tries again, and stops when told to")
    func follow() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 4))
        let (count, failures) = (SharedCounter(), SharedCounter())
        count.store(2)
        try group.follower.follow(every: .milliseconds(1), onFailure: { _ in _ = failures.increment() }) { count.count }
        #expect(group.active.workers == [0, 1])
        count.store(4)
        #expect(waitUntil { group.active.count == 4 })
        count.store(1)
        #expect(waitUntil { group.online.count == 1 && group.hotplug.state(of: 1).state == .offline })
        let mailbox = try #require(Hotplug.State(.prepare, WorkerCore.mailboxPlace))
        try group.hotplug.injectFailure(at: mailbox, on: 1)
        count.store(3)
        #expect(waitUntil { group.active.count == 3 })
        #expect(failures.count == 1)
        group.stopFollowing()
        count.store(1)
        // What is followed now has another number; the former would take them down.
        try group.follower.follow(every: .milliseconds(1), onFailure: { _ in }) { 4 }
        #expect(group.active.count == 4)
        try group.close()
        #expect(group.online.count == 0)
    }

    @Test("Tasks follow limits, and stop, without holding a thread: of a wait for the thread that follows too")
    func followSuspending() async throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 4))
        try await group.follow([], every: .milliseconds(1)) { Issue.record("\($0)") }
        #expect(group.active.count == 4)
        await group.stopFollowing()
        let looks = SharedCounter()
        try blockingOrThrowing {
            try group.follower.follow(every: .milliseconds(1), onFailure: { _ in }) {
                looks.increment()
                return 2
            }
        }
        #expect(await yieldUntil { looks.count >= 3 })
        await group.stopFollowing()
        let before = looks.count
        try await group.resize(to: 1)
        #expect(looks.count == before)
        #expect(group.active.count == 1)
        try await group.close()
    }

    @Test("The limits that are followed: the smallest counts, one at least, and never more than the capacity")
    func limits() throws {
        let allowed = ProcessorLimits.affinity.count
        #expect(FollowedLimit.workers(for: [], capacity: 7) == 7)
        #expect(FollowedLimit.workers(for: [.affinity], capacity: 10_000) == allowed)
        #expect(FollowedLimit.workers(for: [.affinity], capacity: 1) == 1)
        let quota = ProcessorLimits.cgroupQuota.map(ProcessorLimits.workers) ?? 10_000
        #expect(FollowedLimit.workers(for: [.affinity, .cgroupQuota], capacity: 10_000) == min(allowed, quota))
    }

    @Test(
        "A change of the affinity mask is noticed",
        .enabled(if: ProcessorLimits.affinity.count > 1, "the process may run on one processor only")
    )
    func affinity() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2, pinning: .allowed))
                do {
                    try WorkerSizeTests.follow(group)
                    #expect(group.active.count == 2)
                    #expect(cmembarrier_pin_thread(getpid(), Int32(ProcessorLimits.affinity[0])) == 0)
                    #expect(waitUntil { group.online.workers == [0] })
                    try close(group)
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
    }

    private static func follow(_ group: WorkerGroup) throws {
        try group.follow([.affinity], every: .milliseconds(5)) { Issue.record("\($0)") }
    }
}
