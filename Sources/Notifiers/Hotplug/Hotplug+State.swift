extension Hotplug {
    /// A place in the order of states; a worker that is at a state has it and every state below it started.
    public struct State: Hashable, Comparable, Sendable, CustomStringConvertible {
        /// A number that orders the states, and means nothing else.
        public let rawValue: Int

        /// Nothing is started.
        public static let offline = State(rawValue: 0)
        /// The worker's thread is started here, between the sections prepare and starting. No worker can stop here.
        public static let bringUp = State(rawValue: 2 * Place.all)
        /// The worker's thread runs, and its starting section is done.
        public static let started = State(rawValue: 4 * Place.all)
        /// Everything is started.
        public static let online = State(rawValue: 6 * Place.all)

        init(rawValue: Int) {
            self.rawValue = rawValue
        }

        init(_ section: Section, offset: Int) {
            rawValue = (2 * section.rawValue + 1) * Place.all + offset
        }

        /// The state at `place` of `section`; nil for a dynamic place, which only an installation has.
        public init?(_ section: Section, _ place: Place) {
            guard let offset = place.offset else { return nil }
            self.init(section, offset: offset)
        }

        /// The section; nil for the four states that are built in.
        public var section: Section? {
            let group = rawValue / Place.all
            return group % 2 == 0 ? nil : Section(rawValue: group / 2)
        }

        /// Whether a worker may be left at the state. Between the start of its thread and the end of the starting section it may not.
        public var canStop: Bool { self < .bringUp || self >= .started }

        /// Whether `one` comes before `other` on the way up.
        public static func < (one: State, other: State) -> Bool { one.rawValue < other.rawValue }

        /// As `online 300`, or the name of a built-in state.
        public var description: String {
            switch self {
            case .offline: "offline"
            case .bringUp: "bring-up"
            case .started: "started"
            case .online: "online"
            default: section.map { "\($0) \(rawValue % Place.all)" } ?? "\(rawValue)"
            }
        }
    }
}
