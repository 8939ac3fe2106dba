import BenchmarkKit

/// A row of the contract: one scheme, its figures, and the seed's beside them.
struct ThroughputRow: Codable, Sendable, Equatable {
    let scheme: SchemeName
    let seedRow: String?
    let readers: Int
    let writers: Int
    let seconds: Double
    var reads: Int?
    var writes: Int?
    var nsPerRead: Double?
    var readsVersusMB: Double?
    let seedReads: Int?
    let seedWrites: Int?
    var writeP50Ns: Double?
    var writeP99Ns: Double?
    var elapsedSeconds: Double?
    var note: String?

    private init(_ scheme: SchemeName, plan: RunPlan) {
        self.scheme = scheme
        let seed = SeedRow.of(scheme)
        seedRow = seed?.label
        seedReads = seed?.reads
        seedWrites = seed?.writes
        readers = plan.readers
        writers = plan.writers
        seconds = plan.seconds
    }

    /// A scheme that did not run here, and why.
    init(_ scheme: SchemeName, plan: RunPlan, note: String) {
        self.init(scheme, plan: plan)
        self.note = note
    }

    /// A scheme that ran.
    init(_ scheme: SchemeName, plan: RunPlan, measurement: Measurement, processors: Int) {
        self.init(scheme, plan: plan)
        reads = measurement.reads
        writes = measurement.writes
        writeP50Ns = measurement.writeP50Ns
        writeP99Ns = measurement.writeP99Ns
        elapsedSeconds = measurement.elapsedSeconds
        if measurement.reads > 0 {
            let readerSeconds = measurement.elapsedSeconds * Double(min(plan.readers, processors))
            nsPerRead = readerSeconds * 1e9 / Double(measurement.reads)
        }
    }

    var fields: [ReportField] {
        [
            ReportField("scheme", .text(scheme.rawValue)),
            ReportField("seedRow", ReportValue(seedRow)),
            ReportField("readers", .integer(readers)),
            ReportField("writers", .integer(writers)),
            ReportField("seconds", .number(seconds)),
            ReportField("reads", ReportValue(reads)),
            ReportField("writes", ReportValue(writes)),
            ReportField("nsPerRead", ReportValue(nsPerRead)),
            ReportField("readsVersusMB", ReportValue(readsVersusMB)),
            ReportField("seedReads", ReportValue(seedReads)),
            ReportField("seedWrites", ReportValue(seedWrites)),
            ReportField("writeP50Ns", ReportValue(writeP50Ns)),
            ReportField("writeP99Ns", ReportValue(writeP99Ns)),
            ReportField("elapsedSeconds", ReportValue(elapsedSeconds)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
