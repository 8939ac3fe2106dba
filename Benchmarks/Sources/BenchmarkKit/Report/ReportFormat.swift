/// The ways in which a report can be written.
public enum ReportFormat: String, Sendable, CaseIterable {
    case table
    case json
    case csv
}
