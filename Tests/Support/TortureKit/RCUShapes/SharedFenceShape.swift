internal import AsymmetricFences
internal import ReadCopyUpdate

/// ``CanaryShape`` beside threads that issue heavy fences without end, so that a grace period's fence is often another
/// thread's.
enum SharedFenceShape {
    @Sendable
    static func run(_ name: String, _ plan: TorturePlan) -> ShapeResult {
        var crew = Crew(name, plan)
        CanaryShape<OwnRCU>.add(to: &crew)
        for index in 0..<2 {
            crew.add { [run = crew.run] _ in
                // On processors of their own, where there are so many: what is to be caught is a fence under way.
                if Processors.allowed.count > 2 { Processors.pin(to: 2 + index) }
                while !run.isStopped { AsymmetricFence.heavy() }
            }
        }
        return crew.drive()
    }
}
