import Notifiers

/// What the state machine must call, worked out on numbers: place `i` of the list is the i-th state from below, and a worker at `p` has
/// the first `p` of them.
struct HotplugOracle {
    struct Entry {
        let name: String
        let section: Hotplug.Section?
        let state: Hotplug.State
    }

    enum End: Equatable {
        case arrived
        case undone(failed: Int)
        case stuck(failed: Int, second: Int)
    }

    let entries: [Entry]
    /// The steps that fail: entries of the list, on the way up and on the way down.
    var failingUp: Int?
    var failingDown: Int?
    /// A failing step that is injected is not called.
    var isInjected = false

    /// Where a worker may be left.
    var stops: [Int] {
        (0...entries.count).filter { place in
            place == 0 || place == entries.count || entries[place - 1].section == .prepare
                || entries[place].section == .online
        }
    }

    func mayFail(_ index: Int, _ direction: Hotplug.Direction) -> Bool {
        switch entries[index].section {
        case .online: true
        case .prepare, nil: direction == .up
        case .starting: false
        }
    }

    func state(at place: Int) -> Hotplug.State {
        if place == 0 { return .offline }
        if place == entries.count { return .online }
        return entries[place - 1].section == .starting ? .started : entries[place - 1].state
    }

    func run(worker: Int, from: Int, to: Int) -> (calls: [HotplugLog.Call], place: Int, end: End) {
        var calls: [HotplugLog.Call] = []
        var place = from
        func step(_ index: Int, _ direction: Hotplug.Direction) -> Bool {
            let fails = index == (direction == .up ? failingUp : failingDown)
            let entry = entries[index]
            if !(fails && isInjected) {
                calls.append(
                    HotplugLog.Call(
                        worker: worker,
                        name: entry.name,
                        direction: direction,
                        place: entry.section == .prepare || entry.section == nil ? .caller : .worker(worker),
                        failed: fails
                    )
                )
            }
            if !fails { place = direction == .up ? index + 1 : index }
            return !fails
        }
        while place != to {
            let direction: Hotplug.Direction = place < to ? .up : .down
            let index = direction == .up ? place : place - 1
            if step(index, direction) { continue }
            while place != from {
                let back: Hotplug.Direction = place < from ? .up : .down
                let second = back == .up ? place : place - 1
                if !step(second, back) { return (calls, place, .stuck(failed: index, second: second)) }
            }
            return (calls, place, .undone(failed: index))
        }
        return (calls, place, .arrived)
    }
}
