import ReadCopyUpdate
import TestThreads

@testable import Notifiers

/// What must trap, and with which words.
enum WorkerMisuse: String, CaseIterable, Sendable {
    case bringUpInMessage, closeInMessage, resizeWhileOffline, runInSection, runOnline, circle, closeInSection
    case blockInSection, tooMany, noCapacity, onlineBeforeMailbox, closedMailbox, stopInOnFailure, stopInStep,
        closeInStep, followInStep

    var message: String {
        switch self {
        case .bringUpInMessage, .closeInMessage, .resizeWhileOffline:
            "worker 0 called an operation that waits for the workers of its own group"
        case .runInSection, .runOnline: "waiting for worker 1 inside a read section"
        case .circle: "would wait for itself for ever"
        case .closeInSection: "was called inside a read section"
        case .blockInSection: "cannot end inside a read section"
        case .tooMany: "3 workers were asked for; expected 0 to the capacity, 2"
        case .noCapacity: "a group of 0 workers was asked for"
        case .onlineBeforeMailbox: "worker 1 is online and has no mailbox"
        case .stopInOnFailure: "the thread that follows the limits was told to stop by itself"
        case .stopInStep, .closeInStep, .followInStep: "a step of a state told the group to follow other limits or none"
        case .closedMailbox: "worker 1 is online and its mailbox is closed"
        }
    }

    func commit() {
        if self == .noCapacity { _ = WorkerGroup(WorkerGroup.Configuration(capacity: 0)) }
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        do {
            try group.resize(to: self == .closedMailbox || self == .onlineBeforeMailbox ? 1 : 2)
            switch self {
            case .bringUpInMessage: try group.run(on: 0) { try? group.hotplug.bringUp(1) }
            case .closeInMessage: try group.run(on: 0) { try? group.close() }
            case .resizeWhileOffline:
                try group.run(on: 0) { WorkerGroup.whileOffline { try? group.resize(to: 1) } }
            case .runInSection: try RCU.read { _ in try group.run(on: 1) {} }
            case .runOnline: try group.run(on: 0) { try? group.run(on: 1) {} }
            case .circle: try meet(group)
            case .closeInSection: try RCU.read { _ in try group.close() }
            case .blockInSection: try group.run(on: 0) { RCU.read { _ in WorkerGroup.whileOffline {} } }
            case .tooMany: try group.resize(to: 3)
            case .noCapacity: break
            case .onlineBeforeMailbox:
                group.core.online.insert(1)
                try group.send(to: 1) {}
            case .stopInOnFailure: try stopInOnFailure(group)
            case .stopInStep, .closeInStep, .followInStep: try misuseInStep(group)
            case .closedMailbox:
                try group.hotplug.bringUp(1, to: .started)
                group.core.online.insert(1)
                try group.send(to: 1) {}
            }
        } catch {
            print("\(error)")
        }
    }

    private func stopInOnFailure(_ group: WorkerGroup) throws {
        let count = SharedCounter()
        count.store(2)
        try group.follower.follow(every: .milliseconds(1), onFailure: { _ in group.stopFollowing() }) { count.count }
        guard let active = Hotplug.State(.online, WorkerCore.activePlace) else { return }
        try group.hotplug.injectFailure(at: active, on: 1, .down)
        count.store(1)
        waitUntil { false }
    }

    /// In a step on the control thread, for whose end the thread that follows waits, or will.
    private func misuseInStep(_ group: WorkerGroup) throws {
        let count = SharedCounter()
        count.store(2)
        try group.follower.follow(every: .milliseconds(1), onFailure: { _ in }) { count.count }
        let state = try group.hotplug.install(
            "misuse",
            in: .prepare,
            at: .late(0),
            calls: false,
            startup: nil,
            teardown: { worker in
                guard worker == 0 else { return }
                count.store(1)
                switch self {
                case .stopInStep: group.stopFollowing()
                case .closeInStep: try group.close()
                default: try group.follow([], onFailure: { _ in })
                }
            }
        )
        try group.hotplug.takeDown(0)
        try state.remove()
    }

    /// Two workers that wait for each other.
    private func meet(_ group: WorkerGroup) throws {
        let both = SharedCounter()
        try group.send(to: 0) {
            WorkerGroup.whileOffline {
                both.increment()
                waitUntil { both.count == 2 }
                try? group.run(on: 1) {}
            }
        }
        try group.run(on: 1) {
            WorkerGroup.whileOffline {
                both.increment()
                waitUntil { both.count == 2 }
                try? group.run(on: 0) {}
            }
        }
    }
}
