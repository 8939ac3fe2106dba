internal import AsymmetricFences

extension Hotplug {
    /// Where in its section a state lies.
    ///
    /// Dynamic states lie between the early ones and the late ones, each after those of them that were installed before.
    public struct Place: Hashable, Sendable {
        static let fixed = 256
        /// Where the dynamic ones begin and end.
        static let dynamicOffsets = 256..<768
        static let all = 1024

        /// nil: dynamic.
        let offset: Int?

        /// Wherever there is room after the dynamic states installed so far.
        public static let dynamic = Place(offset: nil)

        /// Before the dynamic states: `number`, 0 to 255, orders the early ones. Traps otherwise.
        public static func early(_ number: Int) -> Place { Place(offset: checked(number)) }

        /// After the dynamic states: `number`, 0 to 255, orders the late ones. Traps otherwise.
        public static func late(_ number: Int) -> Place { Place(offset: dynamicOffsets.upperBound + checked(number)) }

        private static func checked(_ number: Int) -> Int {
            require(number >= 0 && number < fixed, "the place is \(number); expected 0 to \(fixed - 1)")
            return number
        }
    }
}
