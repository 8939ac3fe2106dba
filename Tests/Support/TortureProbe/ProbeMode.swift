/// One thing that the probe can be asked to do.
protocol ProbeMode {
    /// Takes the options that are its own.
    init(_ options: inout ProbeOptions) throws(ProbeMistake)
    /// Does it, and says what came of it.
    func run(_ report: inout ProbeReport)
}
