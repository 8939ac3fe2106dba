/// A state that is installed, or built in.
///
/// Used only by whoever holds the lock of operations.
final class HotplugStep: @unchecked Sendable {
    let state: Hotplug.State
    let name: String
    let isMulti: Bool
    /// For one step on a worker; nil: that of the state machine.
    let limit: Duration?
    /// In the order in which they are started. One, unless it is a multi-instance state; none for the marks offline, started and online.
    var units: [HotplugUnit]
    var isInstalled = true

    init(_ state: Hotplug.State, _ name: String, isMulti: Bool = false, limit: Duration? = nil, units: [HotplugUnit]) {
        self.state = state
        self.name = name
        self.isMulti = isMulti
        self.limit = limit
        self.units = units
    }

    /// The units that a pass in `direction` has to call on `worker`, in that order.
    func pending(_ direction: Hotplug.Direction, on worker: Int) -> [HotplugUnit] {
        switch direction {
        case .up: units.filter { !$0.isUp[worker] }
        case .down: units.reversed().filter { $0.isUp[worker] }
        }
    }
}
