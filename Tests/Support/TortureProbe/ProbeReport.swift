internal import AsymmetricFences

/// What the probe prints, line by line, and whether all was well.
struct ProbeReport {
    private var failures = 0

    func say(_ key: String, _ value: some CustomStringConvertible) {
        ProbeOutput.say("\(key)=\(value)")
    }

    /// Says it, and notes a failure unless it holds.
    mutating func require(_ holds: Bool, _ key: String, _ value: some CustomStringConvertible) {
        say(key, value)
        if !holds {
            failures += 1
            say("failed", key)
        }
    }

    /// Closes the report and returns the exit status.
    func conclude() -> Int32 {
        say("strategy", FenceStrategy.current.rawValue)
        say("strategiesDenied", AsymmetricFence.statistics.strategiesDenied)
        say("result", failures == 0 ? "passed" : "failed")
        return failures == 0 ? 0 : 1
    }
}
