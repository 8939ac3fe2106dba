/// Scenario 1 with either policy: the blocks that are live after each iteration.
struct GrowthPlot {
    let plan: VmapPlan

    /// The image, from allocators that are run for it.
    var svg: String {
        let lines = zip(VmapPolicy.allCases, ["#c0392b", "#1f6fb2"]).map { policy, color in
            LinePlot.Line(name: policy.rawValue, color: color, values: policy.growth(plan))
        }
        return LinePlot(
            title: "Scenario 1, blocks of \(plan.blockPages) pages",
            horizontalAxis: "iterations",
            verticalAxis: "live blocks",
            lines: lines
        ).svg
    }
}
