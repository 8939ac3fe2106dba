/// What one run of one scheme does.
struct RunPlan: Sendable {
    let readers: Int
    let writers: Int
    let seconds: Double
    /// Pauses inside each read section.
    let readLength: Int
    /// Pauses between a writer's writes.
    let writeDelay: Int

    /// Sections between two looks at the stop flag, which is also when quiescent-state readers report: 1024, as in
    /// liburcu's own benchmark, and fewer only where long sections would make that a long time.
    var sectionsPerBatch: Int {
        max(1, min(1024, 65_536 / (readLength + 1)))
    }
}
