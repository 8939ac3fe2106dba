import TestThreads
import Testing

@testable import Notifiers

@Suite("The order of the states")
struct HotplugOracleTests {
    /// A state machine with ten states and the thread's own among them, and its oracle; installed out of order.
    private final class Ladder {
        let fixture = HotplugFixture(workers: 3)
        let installations: HotplugInstallations
        var oracle: HotplugOracle

        init() throws {
            let installations = HotplugInstallations()
            let fixture = fixture
            func install(_ name: String, _ section: Hotplug.Section, _ place: Hotplug.Place) throws
                -> HotplugOracle.Entry
            {
                let state = installations.keep(try fixture.install(name, section, at: place))
                return HotplugOracle.Entry(name: name, section: section, state: state)
            }
            var entries = [HotplugOracle.Entry(name: "bring-up", section: nil, state: .bringUp)]
            for section in [Hotplug.Section.online, .prepare, .starting] {
                entries.append(try install("\(section) last", section, .late(1)))
                entries.append(try install("\(section) dynamic", section, .dynamic))
                entries.append(try install("\(section) first", section, .early(1)))
                if section == .online { entries.append(try install("\(section) second dynamic", section, .dynamic)) }
            }
            let order = [
                "prepare first", "prepare dynamic", "prepare last", "bring-up",
                "starting first", "starting dynamic", "starting last",
                "online first", "online dynamic", "online second dynamic", "online last",
            ]
            // Each of the names was installed above.
            oracle = HotplugOracle(entries: order.map { name in entries.first { $0.name == name }! })
            self.installations = installations
        }

        /// Moves worker 1 and compares what was called, where it is then, and what was reported.
        func move(from: Int, to: Int) {
            let expected = oracle.run(worker: 1, from: from, to: to)
            let error = hotplugError { () throws(HotplugError) in
                if from < to {
                    try fixture.hotplug.bringUp(1, to: oracle.state(at: to))
                } else {
                    try fixture.hotplug.takeDown(1, to: oracle.state(at: to))
                }
            }
            let comment: Comment =
                "from \(from) to \(to), up fails at \(String(describing: oracle.failingUp)), down at \(String(describing: oracle.failingDown))"
            #expect(fixture.log.take() == expected.calls, comment)
            let place = fixture.hotplug.state(of: 1).state
            let isThere: Bool
            if expected.end == .arrived {
                isThere = place == oracle.state(at: to)
            } else if case .undone = expected.end {
                isThere = place == oracle.state(at: from)
            } else {
                // Between the state that is started and the next.
                let low = expected.place == 0 ? Hotplug.State.offline : oracle.entries[expected.place - 1].state
                isThere =
                    place >= low
                    && (expected.place == oracle.entries.count || place < oracle.entries[expected.place].state)
            }
            #expect(isThere, "\(place) after \(expected.end): \(comment)")
            #expect(end(error) == expected.end, comment)
        }

        private func end(_ error: HotplugError?) -> HotplugOracle.End? {
            func index(_ failure: Hotplug.Failure) -> Int {
                oracle.entries.firstIndex { $0.state == failure.state && $0.name == failure.name } ?? -1
            }
            switch error {
            case nil: return .arrived
            case .failed(let failure, .complete): return .undone(failed: index(failure))
            case .failed(let failure, .incomplete(let second)) where second.count == 1:
                return .stuck(failed: index(failure), second: index(second[0]))
            default: return nil
            }
        }

        /// Makes the oracle's steps fail in the state machine too.
        func arm() throws {
            fixture.log.failNothing()
            fixture.hotplug.clearInjectedFailures()
            fixture.threads.set(.willing)
            for (index, direction) in [(oracle.failingUp, Hotplug.Direction.up), (oracle.failingDown, .down)] {
                guard let index else { continue }
                let entry = oracle.entries[index]
                if oracle.isInjected {
                    try fixture.hotplug.injectFailure(at: entry.state, on: 1, direction)
                } else if entry.section == nil {
                    fixture.threads.set(.refusing)
                } else {
                    fixture.log.fail(entry.name, direction)
                }
            }
        }

        func disarm() throws {
            (oracle.failingUp, oracle.failingDown) = (nil, nil)
            try arm()
        }
    }

    @Test(
        "Every way, with every failure and every second failure, calls what the oracle says",
        arguments: [false, true]
    )
    func everyFailure(isInjected: Bool) throws {
        let ladder = try Ladder()
        let stops = ladder.oracle.stops
        #expect(stops == [0, 1, 2, 3, 7, 8, 9, 10, 11])
        var runs = 0
        for from in stops {
            for to in stops where to != from {
                let way: Hotplug.Direction = from < to ? .up : .down
                let indices = min(from, to)..<max(from, to)
                let failures = [nil] + indices.filter { ladder.oracle.mayFail($0, way) }.map(Optional.some)
                for first in failures {
                    let back = way == .up ? Hotplug.Direction.down : .up
                    let undone = indices.filter { index in
                        guard let first else { return false }
                        return way == .up ? index < first : index > first
                    }
                    for second in [nil] + undone.filter({ ladder.oracle.mayFail($0, back) }).map(Optional.some) {
                        try ladder.disarm()
                        goto(ladder, from)
                        ladder.oracle.isInjected = isInjected
                        ladder.oracle.failingUp = way == .up ? first : second
                        ladder.oracle.failingDown = way == .up ? second : first
                        try ladder.arm()
                        ladder.move(from: from, to: to)
                        let place = ladder.oracle.run(worker: 1, from: from, to: to).place
                        // It can be tried again, from wherever it stopped.
                        try ladder.disarm()
                        if place != to { ladder.move(from: place, to: to) }
                        runs += 1
                    }
                }
            }
        }
        #expect(runs > 300)
        try ladder.disarm()
        goto(ladder, 0)
    }

    private func goto(_ ladder: Ladder, _ place: Int) {
        let hotplug = ladder.fixture.hotplug
        let state = ladder.oracle.state(at: place)
        let error = hotplugError { () throws(HotplugError) in
            try hotplug.takeDown(1, to: .offline)
            try hotplug.bringUp(1, to: state)
        }
        #expect(error == nil)
        _ = ladder.fixture.log.take()
    }

    @Test("Workers are apart: one that fails leaves the others where they are")
    func otherWorkers() throws {
        let ladder = try Ladder()
        let hotplug = ladder.fixture.hotplug
        try hotplug.bringUp(0)
        try hotplug.bringUp(2, to: .started)
        try hotplug.injectFailure(at: ladder.oracle.entries[9].state, on: 1)
        _ = ladder.fixture.log.take()
        #expect(hotplugError { () throws(HotplugError) in try hotplug.bringUp(1) } != nil)
        #expect(ladder.fixture.log.take().allSatisfy { $0.worker == 1 })
        #expect(hotplug.state(of: 0).state == .online)
        #expect(hotplug.state(of: 2).state == .started)
        #expect(hotplug.state(of: 1) == Hotplug.WorkerStatus())
        for worker in 0..<3 { try hotplug.takeDown(worker) }
    }

    @Test("A worker that is where it is to go, or beyond, stays there")
    func alreadyThere() throws {
        let ladder = try Ladder()
        let hotplug = ladder.fixture.hotplug
        for place in ladder.oracle.stops {
            goto(ladder, place)
            for other in ladder.oracle.stops {
                if other <= place { try hotplug.bringUp(1, to: ladder.oracle.state(at: other)) }
                if other >= place { try hotplug.takeDown(1, to: ladder.oracle.state(at: other)) }
                #expect(hotplug.state(of: 1).state == ladder.oracle.state(at: place))
            }
            #expect(ladder.fixture.log.take() == [])
        }
        goto(ladder, 0)
    }
}
