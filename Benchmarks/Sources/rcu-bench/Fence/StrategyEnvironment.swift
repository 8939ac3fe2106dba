import ArgumentParser
import AsymmetricFences
import Glibc

/// The environment variable that forces a fence strategy for the life of a process.
enum StrategyEnvironment {
    static let variable = "RCU_FENCE_STRATEGY"

    /// What the environment asks for, or nil where it is silent.
    static var forced: FenceStrategy? {
        getenv(variable).flatMap { FenceStrategy(rawValue: String(cString: $0)) }
    }

    /// Refuses an unknown name as a mistake of the user's, before the library would stop the process for it.
    static func validate() throws {
        guard let value = getenv(variable) else { return }
        let name = String(cString: value)
        guard FenceStrategy(rawValue: name) == nil else { return }
        let known = CommaSeparated.names(of: FenceStrategy.self)
        throw ValidationError("unknown strategy '\(name)' in \(variable); known: \(known)")
    }
}
