import BenchmarkKit

/// A row of the contract: what one call costs, the loop's turn included.
struct NotifierRow: Sendable, Equatable {
    let operation: NotifierOperation
    /// Subscribers or intervals, whichever the operation is repeated for.
    let subscribers: Int
    /// The median of the rounds' means.
    let meanNs: Double?
    /// The mean of the quietest round.
    let leastNs: Double?
    let askedNs: Double?

    init(_ operation: NotifierOperation, subscribers: Int, rounds: [Double]) {
        self.operation = operation
        self.subscribers = subscribers
        meanNs = rounds.median
        leastNs = rounds.min()
        askedNs = operation.askedNanoseconds(subscribers)
    }

    var fields: [ReportField] {
        [
            ReportField("operation", .text(operation.rawValue)),
            ReportField("subscribers", .integer(subscribers)),
            ReportField("meanNs", ReportValue(meanNs)),
            ReportField("leastNs", ReportValue(leastNs)),
            ReportField("askedNs", ReportValue(askedNs)),
        ]
    }
}
