import ReadCopyUpdate

/// Once, at start: how much may wait for its destruction, and whom to tell when a reader holds it back.
func configureRCU(log: @escaping @Sendable (String) -> Void) throws {
    var configuration = RCU.Configuration()
    configuration.retirementLimit = RCU.RetirementLimit(count: 100_000, bytes: 256 << 20)
    configuration.stallLimit = .seconds(2)
    configuration.stallHandler = { report in
        for reader in report.readers { log("a grace period has lasted \(report.age): \(reader)") }
    }
    try RCU.configure(configuration)
}

/// Now: who is in a section, how long grace periods take, how much waits.
func healthReport() -> [String] {
    let statistics = RCU.statistics
    let p99 = statistics.gracePeriodLatency.percentile(0.99) ?? .zero
    return RCU.readers.map { "\($0)" } + [
        "\(statistics.gracePeriods) grace periods, p99 \(p99), longest \(statistics.longestGracePeriod)",
        "\(statistics.backlog.count) values, \(statistics.backlog.bytes) bytes wait to be destroyed",
    ]
}
