/// One reader thread's side of a scheme. The reader loop is compiled once for each conformance.
protocol ThroughputReader: ~Copyable, SendableMetatype {
    associatedtype Scheme: ThroughputScheme

    /// Made on the thread that reads; registers it where the scheme asks for that, until the reader is destroyed.
    init(_ scheme: Scheme)
    /// One read section: loads the value, dwells for so many pauses, and says whether the value was intact.
    mutating func read(dwell: Int) -> Bool
    /// The thread holds no reference now; only quiescent-state schemes care.
    mutating func quiescentState()
}

extension ThroughputReader where Self: ~Copyable {
    @inline(__always)
    func quiescentState() {}
}
