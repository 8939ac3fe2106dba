/// What one run of one scheme came to.
struct Measurement: Sendable, Equatable {
    let elapsedSeconds: Double
    let reads: Int
    let writes: Int
    let writeP50Ns: Double?
    let writeP99Ns: Double?
}
