/// A fence as a static member, so that the loops that issue it are compiled for each.
protocol BenchmarkedFence: SendableMetatype {
    static func issue()
}
