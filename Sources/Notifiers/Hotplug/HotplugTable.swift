/// The states in ascending order, the built-in ones among them.
///
/// Used only by whoever holds the lock of operations.
final class HotplugTable: @unchecked Sendable {
    private(set) var steps: [HotplugStep]
    /// Units that were removed in the operation under way.
    private var removed: [HotplugUnit] = []

    init(workers: Int) {
        steps = [
            HotplugStep(.offline, "offline", units: []),
            HotplugStep(.bringUp, "bring-up", units: [HotplugUnit(workers: workers, startup: nil, teardown: nil)]),
            HotplugStep(.started, "started", units: []),
            HotplugStep(.online, "online", units: []),
        ]
    }

    func step(at state: Hotplug.State) -> HotplugStep? {
        let index = firstIndex(notBelow: state)
        return index < steps.count && steps[index].state == state ? steps[index] : nil
    }

    /// The state below `step`, which is not offline.
    func state(below step: HotplugStep) -> Hotplug.State {
        steps[firstIndex(notBelow: step.state) - 1].state
    }

    /// The steps above `low` and not above `high`, ascending; none if `high` is below `low`.
    func steps(above low: Hotplug.State, through high: Hotplug.State) -> ArraySlice<HotplugStep> {
        low >= high ? [] : steps[firstIndex(above: low)..<firstIndex(above: high)]
    }

    /// A free state for `place`.
    func state(for place: Hotplug.Place, in section: Hotplug.Section) throws(HotplugError) -> Hotplug.State {
        if let state = Hotplug.State(section, place) {
            if let step = step(at: state) { throw .placeTaken(state, by: step.name) }
            return state
        }
        let offsets = Hotplug.Place.dynamicOffsets
        let first = Hotplug.State(section, offset: offsets.lowerBound)
        let last = Hotplug.State(section, offset: offsets.upperBound - 1)
        // After the last, so that the order is that of installation; when the last place is taken, in the first gap.
        let taken = steps[firstIndex(notBelow: first)..<firstIndex(above: last)].map(\.state.rawValue)
        guard let highest = taken.last else { return first }
        if highest < last.rawValue { return Hotplug.State(rawValue: highest + 1) }
        for (index, rawValue) in taken.enumerated() where rawValue != first.rawValue + index {
            return Hotplug.State(rawValue: first.rawValue + index)
        }
        throw .noPlace(section)
    }

    func insert(_ step: HotplugStep) {
        steps.insert(step, at: firstIndex(notBelow: step.state))
    }

    func remove(_ step: HotplugStep) {
        steps.removeAll { $0 === step }
    }

    /// Keeps units that belong to no step any more until ``takeRemoved()``.
    func keep(removed units: [HotplugUnit]) {
        removed += units
    }

    func takeRemoved() -> [HotplugUnit] {
        defer { removed = [] }
        return removed
    }

    private func firstIndex(above state: Hotplug.State) -> Int {
        firstIndex { $0 > state }
    }

    private func firstIndex(notBelow state: Hotplug.State) -> Int {
        firstIndex { $0 >= state }
    }

    private func firstIndex(_ isBeyond: (Hotplug.State) -> Bool) -> Int {
        steps.firstIndex { isBeyond($0.state) } ?? steps.endIndex
    }
}
