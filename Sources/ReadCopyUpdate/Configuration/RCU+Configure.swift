extension RCU {
    /// Sets how RCU behaves in this process, once, before anything has been retired or has waited for a grace period.
    ///
    /// Readers may have run before. Without it the defaults of ``Configuration`` hold.
    ///
    /// - Throws: ``ConfigurationFailure`` if a value makes no sense, or it is too late.
    public static func configure(_ configuration: Configuration) throws(ConfigurationFailure) {
        try configuration.validate()
        guard Settings.set(configuration) else { throw .alreadyInUse }
    }

    /// Why a configuration was refused.
    public enum ConfigurationFailure: Error, Hashable, CustomStringConvertible {
        /// It was set before, or something has been retired or has waited for a grace period.
        case alreadyInUse
        /// The named value is not what was expected.
        case invalid(name: String, value: String, expected: String)

        /// One line.
        public var description: String {
            switch self {
            case .alreadyInUse:
                "RCU is in use: it can be configured once, before the first retirement and the first grace period"
            case .invalid(let name, let value, let expected):
                "\(name) is \(value); expected \(expected)"
            }
        }
    }
}

extension RCU.Configuration {
    fileprivate func validate() throws(RCU.ConfigurationFailure) {
        for (name, value) in [("count", retirementLimit.count), ("bytes", retirementLimit.bytes)] where value < 1 {
            throw .invalid(name: "retirementLimit.\(name)", value: "\(value)", expected: "1 or more")
        }
        guard stallLimit > .zero else {
            throw .invalid(name: "stallLimit", value: "\(stallLimit)", expected: "more than zero")
        }
    }
}
