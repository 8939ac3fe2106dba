import BenchmarkKit
import ReadCopyUpdate

/// A row of the contract: how fast one way to retire is, and how much it lets pile up.
struct RetireRow: Codable, Sendable, Equatable {
    let implementation: ImplementationName
    let form: RetirementForm
    let threads: Int
    let seconds: Double
    var retired: Int
    var objectsPerSecond: Double
    var peakBacklog: Int
    var peakBacklogBytes: Int
    let limitCount: Int?
    let limitBytes: Int?
    var liveAtEnd: Int
    var versusCallRCU: Double?
    /// As this package's own statistics have it: exact, where the other is what was seen.
    var statisticsPeakBacklog: Int?
    var statisticsPeakBacklogBytes: Int?
    var elapsedSeconds: Double
    var note: String?

    init(
        _ implementation: ImplementationName,
        _ form: RetirementForm,
        _ plan: RetirePlan,
        _ measurement: RetirementMeasurement
    ) {
        self.implementation = implementation
        self.form = form
        threads = plan.threads
        seconds = plan.seconds
        retired = measurement.retired
        objectsPerSecond = Double(measurement.retired) / measurement.elapsedSeconds
        peakBacklog = measurement.peakBacklog
        peakBacklogBytes = measurement.peakBacklog * plan.objectBytes
        liveAtEnd = measurement.liveAtEnd
        elapsedSeconds = measurement.elapsedSeconds
        if implementation == .rcu {
            let defaults = RCU.Configuration().retirementLimit
            limitCount = plan.limitCount ?? defaults.count
            limitBytes = plan.limitBytes ?? defaults.bytes
            let peak = RCU.statistics.peakBacklog
            statisticsPeakBacklog = Int(peak.count)
            statisticsPeakBacklogBytes = Int(peak.bytes)
        } else {
            limitCount = nil
            limitBytes = nil
        }
        if peakBacklogBytes >= plan.maximumBacklogBytes {
            note = "ended early: the backlog reached \(peakBacklogBytes >> 20) MiB"
        }
    }

    var fields: [ReportField] {
        [
            ReportField("implementation", .text(implementation.rawValue)),
            ReportField("form", .text(form.rawValue)),
            ReportField("threads", .integer(threads)),
            ReportField("seconds", .number(seconds)),
            ReportField("retired", .integer(retired)),
            ReportField("objectsPerSecond", ReportValue(objectsPerSecond)),
            ReportField("peakBacklog", .integer(peakBacklog)),
            ReportField("peakBacklogBytes", .integer(peakBacklogBytes)),
            ReportField("limitCount", ReportValue(limitCount)),
            ReportField("limitBytes", ReportValue(limitBytes)),
            ReportField("liveAtEnd", .integer(liveAtEnd)),
            ReportField("versusCallRCU", ReportValue(versusCallRCU)),
            ReportField("statisticsPeakBacklog", ReportValue(statisticsPeakBacklog)),
            ReportField("statisticsPeakBacklogBytes", ReportValue(statisticsPeakBacklogBytes)),
            ReportField("elapsedSeconds", ReportValue(elapsedSeconds)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
