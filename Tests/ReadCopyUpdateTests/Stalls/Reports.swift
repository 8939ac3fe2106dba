import ReadCopyUpdate
import Synchronization

/// Keeps the reports of stalls of its process.
final class Reports: Sendable {
    private let reports = Mutex<[RCU.StallReport]>([])

    init(limit: Duration) {
        var configuration = RCU.Configuration()
        configuration.stallLimit = limit
        configuration.stallHandler = { [self] report in reports.withLock { $0.append(report) } }
        do { try RCU.configure(configuration) } catch { fatalError("\(error)") }
    }

    var all: [RCU.StallReport] { reports.withLock { $0 } }
}
