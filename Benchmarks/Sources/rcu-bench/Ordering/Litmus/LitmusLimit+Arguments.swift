import BenchmarkKit

extension LitmusLimit {
    /// The limit as an option of the command line.
    var arguments: [String] {
        switch self {
        case .seconds(let seconds): ["--seconds", "\(seconds)"]
        case .runs(let runs): ["--runs", "\(runs)"]
        }
    }

    /// The limit as a parameter of a report.
    var field: ReportField {
        switch self {
        case .seconds(let seconds): ReportField("seconds", .number(seconds))
        case .runs(let runs): ReportField("runs", .integer(runs))
        }
    }
}
