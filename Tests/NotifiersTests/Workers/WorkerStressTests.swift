import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

/// Seed 5: messages to workers that come and go, with failures at every state.
@Suite("Messages to workers that come and go")
struct WorkerStressTests {
    @Test(
        "Each message runs once or is reported, on an initialised worker; masks and states agree; bring-ups can be repeated",
        arguments: [WorkerGroup.Leftovers.run, .report]
    )
    func stress(leftovers: WorkerGroup.Leftovers) throws {
        var run = try WorkerStress(leftovers)
        try run.go(rounds: longTests ? 60_000 : 600)
        try run.finish()
    }

    @Test("The reversed order, online before the mailbox exists, ends the same test")
    func reversed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            endIfItHangs(after: 100)
            blocking {
                do {
                    var run = try WorkerStress(.run, reversed: true)
                    try run.go(rounds: 10_000)
                    try run.finish()
                } catch {
                    print("\(error)")
                }
            }
        }
        let message = text(result?.standardErrorContent)
        // Whichever a sender comes upon first: no mailbox yet, or one that is not open yet.
        let isSeen =
            message.contains("is online and has no mailbox") || message.contains("is online and its mailbox is closed")
        #expect(isSeen, "\(message)")
    }
}

/// A run of the test: senders on threads of their own, and one who brings workers up and takes them down.
struct WorkerStress: ~Copyable {
    private let workers = 4
    private let group: WorkerGroup
    private let oracle: WorkerOracle
    private let isOver = Latch()
    private var senders: [TestThread] = []
    private let states: WorkerStressStates
    private var random = SplitMix64(seed: 5)

    init(_ leftovers: WorkerGroup.Leftovers, reversed: Bool = false) throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: workers, leftovers: leftovers))
        let oracle = WorkerOracle(workers: workers)
        let states = try WorkerStressStates.install(group, oracle, reversed: reversed)
        (self.group, self.oracle) = (group, oracle)
        self.states = states
        senders = (0..<3).map { kind in
            TestThread { [isOver, workers] in
                var random = SplitMix64(seed: UInt64(kind))
                while !isOver.isOpen {
                    switch kind {
                    case 0: oracle.send(group, to: Int(random.next() % UInt64(workers)))
                    case 1: oracle.broadcast(group, to: random.next() % 2 == 0 ? .online : .active)
                    default: oracle.run(group, on: Int(random.next() % UInt64(workers)))
                    }
                }
            }
        }
    }

    /// Every state that can fail is made to, in either direction.
    mutating func go(rounds: Int) throws {
        for round in 0..<rounds {
            let worker = Int(random.next() % UInt64(workers))
            let states = group.hotplug.states.map(\.state)
            for _ in 0..<random.next() % 3 {
                // Not all can fail: that is refused.
                let (state, goesUp) = (states[Int(random.next() % UInt64(states.count))], random.next() % 2 == 0)
                try? group.hotplug.injectFailure(at: state, on: worker, goesUp ? .up : .down)
            }
            let targets = states.filter(\.canStop)
            let target = random.next() % 4 == 0 ? targets[Int(random.next() % UInt64(targets.count))] : nil
            do throws(HotplugError) {
                if random.next() % 2 == 0 {
                    try group.hotplug.bringUp(worker, to: target)
                } else {
                    try group.hotplug.takeDown(worker, to: target ?? .offline)
                }
            } catch {
                guard case .failed = error else { throw error }
            }
            agree("round \(round)")
        }
    }

    /// Masks and states agree, for a moment in which nobody moves a worker.
    private func agree(_ when: String) {
        guard let online = Hotplug.State(.online, WorkerCore.onlinePlace),
            let active = Hotplug.State(.online, WorkerCore.activePlace)
        else { return }
        for worker in 0..<workers {
            let state = group.hotplug.state(of: worker).state
            #expect(group.online.contains(worker) == (state >= online), "\(when): worker \(worker) at \(state)")
            #expect(group.active.contains(worker) == (state >= active), "\(when): worker \(worker) at \(state)")
        }
    }

    consuming func finish() throws {
        group.hotplug.clearInjectedFailures()
        for worker in 0..<workers { try group.hotplug.bringUp(worker) }
        agree("at the end")
        #expect(group.active.workers == Array(0..<workers))
        isOver.open()
        for sender in senders { #expect(sender.join(within: 60), "a message was lost, or a wake-up") }
        try group.close()
        agree("closed")
        #expect(group.online.count == 0)
        #expect(oracle.ran.count + oracle.undelivered.count == oracle.accepted.count)
        #expect(oracle.twice.count == 0)
        #expect(oracle.misdelivered.count == 0)
        #expect(oracle.uninitialised.count == 0)
        let statistics = group.hotplug.statistics
        #expect(statistics.injectedFailures > 0 && statistics.rollbacks > 0 && oracle.refused.count > 0)
        try states.remove()
    }
}

/// The states of the test's own, in every section.
private struct WorkerStressStates: ~Copyable {
    let early: Hotplug.Installation
    let prepared: Hotplug.Installation
    let started: Hotplug.Installation
    let above: Hotplug.Installation

    static func install(_ group: WorkerGroup, _ oracle: WorkerOracle, reversed: Bool) throws -> WorkerStressStates {
        // In front of the mailbox, where the kernel of seed 5 made its processors visible.
        let early = try group.hotplug.install(
            "early",
            in: .prepare,
            at: .early(0),
            startup: { if reversed { group.core.online.insert($0) } },
            teardown: { if reversed { group.core.online.remove($0) } }
        )
        let prepared = try group.hotplug.install(
            "prepared",
            in: .prepare,
            startup: { oracle.prepare($0, true) },
            teardown: { oracle.prepare($0, false) }
        )
        let started = try group.hotplug.install(
            "started",
            in: .starting,
            startup: { oracle.start($0, true) },
            teardown: { oracle.start($0, false) }
        )
        let above = try group.hotplug.install("above", in: .online, startup: { _ in }, teardown: { _ in })
        return WorkerStressStates(early: early, prepared: prepared, started: started, above: above)
    }

    consuming func remove() throws {
        try early.remove()
        try prepared.remove()
        try started.remove()
        try above.remove()
    }
}

/// Numbers that look random, the same in each run.
private struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
