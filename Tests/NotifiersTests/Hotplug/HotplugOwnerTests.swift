import TestThreads
import Testing

@testable import Notifiers

/// Has a state of its own installed as long as it lives.
private final class StateOwner: Sendable {
    let installation: Hotplug.Installation

    init(_ installation: consuming Hotplug.Installation) {
        self.installation = installation
    }
}

@Suite("What a state's steps have captured")
struct HotplugOwnerTests {
    @Test("It goes on the thread that removes the state, not on a worker's, which could not wait for itself")
    func workers() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 60)
            try blocking {
                Result {
                    let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
                    try group.resize(to: 2)
                    for _ in 0..<(longTests ? 50_000 : 2_000) {
                        let outer = try installWithOwner(group.hotplug)
                        try outer.remove()
                    }
                    // The same of functions that run on a worker.
                    for _ in 0..<(longTests ? 50_000 : 2_000) {
                        let owner = StateOwner(
                            try group.hotplug.install("inner", in: .prepare, startup: nil, teardown: nil)
                        )
                        try group.run(on: 1) { withExtendedLifetime(owner) {} }
                        _ = try group.run(on: 1) { owner }
                    }
                    #expect(group.hotplug.states.count == 7)
                    try group.close()
                }
            }.get()
        }
    }

    @Test("It goes when nobody waits for the removal: it may remove another state", arguments: [true, false])
    func owners(suspending: Bool) async {
        await #expect(processExitsWith: .success) { [suspending = suspending as Bool] in
            endIfItHangs(after: 30)
            let fixture = HotplugFixture(workers: 2)
            let hotplug = fixture.hotplug
            func install() throws -> Hotplug.Installation {
                let owner = StateOwner(try fixture.install("inner", .online))
                return try hotplug.install(
                    "outer",
                    in: .online,
                    startup: nil,
                    teardown: { _ in withExtendedLifetime(owner) {} }
                )
            }
            try blocking { Result { try hotplug.bringUp(1) } }.get()
            let outer = try install()
            #expect(hotplug.states.count == 6)
            if suspending { try await outer.remove() } else { try removeBlocking(outer) }
            #expect(hotplug.states.count == 4)
            #expect(fixture.log.take().map(\.description).suffix(2) == ["+inner@1 on it", "-inner@1 on it"])
            try blocking { Result { try hotplug.takeDown(1) } }.get()
        }
    }
}

/// The compiler does not see the blocking form through a function.
private func removeBlocking(_ installation: consuming Hotplug.Installation) throws { try installation.remove() }

private func installWithOwner(_ hotplug: Hotplug) throws -> Hotplug.Installation {
    let owner = StateOwner(try hotplug.install("inner", in: .online, startup: nil, teardown: nil))
    return try hotplug.install(
        "outer",
        in: .online,
        startup: nil,
        teardown: { _ in withExtendedLifetime(owner) {} }
    )
}
