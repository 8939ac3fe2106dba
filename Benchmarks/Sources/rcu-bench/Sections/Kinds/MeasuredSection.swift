/// One thread's way to open a section, as a type, so that the loop is compiled for each.
protocol MeasuredSection: ~Copyable, SendableMetatype {
    /// On the thread that reads; registers it where that is needed.
    init(_ target: SectionTarget)
    /// Loads the value in one section; it is 1.
    func read() -> UInt64
}
