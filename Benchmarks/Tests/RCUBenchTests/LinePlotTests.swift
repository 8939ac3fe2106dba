import Testing

@testable import rcu_bench

struct LinePlotTests {
    @Test func eachLineEndsWhereItsLastValueIs() {
        let plot = LinePlot(
            title: "t",
            horizontalAxis: "x",
            verticalAxis: "y",
            lines: [
                .init(name: "grows", color: "#f00", values: [1, 2, 3, 4]),
                .init(name: "stays", color: "#00f", values: [1, 1, 1, 1]),
            ]
        )
        // The right edge is at 700, the axis at 350, the largest value at 40; a quarter of it 77.5 above the axis.
        #expect(plot.svg.contains(" 700.0,40.0\" fill=\"none\" stroke=\"#f00\""))
        #expect(plot.svg.contains(" 700.0,272.5\" fill=\"none\" stroke=\"#00f\""))
        #expect(plot.svg.contains("grows: 4 at the end"))
    }

    @Test func nothingToDrawIsNoTrap() {
        #expect(LinePlot(title: "", horizontalAxis: "", verticalAxis: "", lines: []).svg.hasPrefix("<svg"))
    }
}
