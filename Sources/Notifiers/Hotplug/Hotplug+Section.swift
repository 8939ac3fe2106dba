extension Hotplug {
    /// Where the steps of a state run, and which of them may fail.
    ///
    /// - Note: Source: the sections of the kernel's CPU hotplug.
    public enum Section: Int, Hashable, Sendable, CaseIterable {
        /// On the control thread, before the worker's thread exists and after it has ended. Starting up may fail; tearing down may not, and
        /// traps.
        case prepare
        /// On the worker's thread, the first and the last that it does. May not fail: a step that throws traps.
        case starting
        /// On the worker's thread, which is at work already. May fail both ways.
        case online

        /// Whether a step may throw.
        func mayFail(_ direction: Direction) -> Bool {
            switch self {
            case .prepare: direction == .up
            case .starting: false
            case .online: true
            }
        }
    }

    /// Which way a worker goes through the states.
    public enum Direction: Hashable, Sendable {
        /// Ascending, by start-ups.
        case up
        /// Descending, by tear-downs.
        case down

        var opposite: Direction { self == .up ? .down : .up }
    }
}
