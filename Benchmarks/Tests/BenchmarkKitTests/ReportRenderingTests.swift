import BenchmarkKit
import Foundation
import Testing

struct ReportRenderingTests {
    private let report = BenchmarkReport(
        benchmark: "sample",
        parameters: [ReportField("seconds", .number(0.5)), ReportField("names", .list([.text("a"), .text("b")]))],
        rows: [
            [
                ReportField("zebra", .text("say \"hi\", twice")), ReportField("apple", .integer(7)),
                ReportField("none", .null),
            ],
            [
                ReportField("zebra", .text("two\nlines")), ReportField("apple", .integer(-1)),
                ReportField("none", .number(2.5)),
            ],
        ],
        tables: [
            ReportTable(
                title: "A title",
                columns: [.text("name"), .number("count")],
                rows: [["x", "7"], ["long", "-1"]]
            )
        ],
        remarks: ["A remark."],
        machine: [ReportField("cpu", .text("Some/CPU"))]
    )

    @Test func jsonIsOneObjectWithTheContractsMembers() throws {
        let text = report.rendered(as: .json)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["benchmark", "machine", "parameters", "rows"])
        #expect(object["benchmark"] as? String == "sample")
        #expect((object["machine"] as? [String: String]) == ["cpu": "Some/CPU"])
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.count == 2)
        #expect(rows[0]["zebra"] as? String == "say \"hi\", twice")
        #expect(rows[0]["none"] is NSNull)
        #expect(rows[1]["none"] as? Double == 2.5)
    }

    @Test func jsonKeepsTheOrderOfKeys() throws {
        let text = report.rendered(as: .json)
        let zebra = try #require(text.firstRange(of: "\"zebra\""))
        let apple = try #require(text.firstRange(of: "\"apple\""))
        #expect(zebra.lowerBound < apple.lowerBound)
        #expect(text.contains("Some/CPU"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func jsonWithoutRowsIsStillAnObject() throws {
        let empty = BenchmarkReport(benchmark: "empty", parameters: [], rows: [], tables: [])
        let object = try JSONSerialization.jsonObject(with: Data(empty.rendered(as: .json).utf8)) as? [String: Any]
        #expect((object?["rows"] as? [Any])?.isEmpty == true)
    }

    @Test func csvQuotesAsRFC4180() {
        let expected = "zebra,apple,none\n\"say \"\"hi\"\", twice\",7,\n\"two\nlines\",-1,2.5\n"
        #expect(report.rendered(as: .csv) == expected)
    }

    @Test func tableAlignsNumbersAndEndsLinesCleanly() {
        let lines = report.rendered(as: .table).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        #expect(lines[0] == "sample: seconds 0.5")
        #expect(lines[1] == "Some/CPU")
        #expect(lines.contains("A title"))
        #expect(lines.contains("x        7"))
        #expect(lines.contains("A remark."))
        #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
    }

    @Test func valuesThatJSONCannotHoldBecomeNull() {
        #expect(ReportValue(Double.nan) == .null)
        #expect(ReportValue(Double.infinity) == .null)
        #expect(ReportValue(nil as Int?) == .null)
        #expect(ReportValue(1.23456) == .number(1.235))
    }
}
