import BenchmarkKit
import Foundation
import Synchronization
import Testing

@testable import rcu_bench

struct NotifiersContractTests {
    private static let short = ["--row-seconds", "0.002", "--rounds", "2"]

    @Test func everyOperationHasARowForEachCount() throws {
        let outcome = try BuiltBenchmark.run(
            ["notifiers", "--subscribers", "0,1,3", "--intervals", "2,50", "--format", "json"] + Self.short
        )
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "notifiers")
        let rows = try #require(report["rows"] as? [[String: Any]])
        let expected = NotifierOperation.allCases.flatMap { operation in
            switch operation.scale {
            case .once: ["\(operation.rawValue) 0"]
            case .subscribers: [0, 1, 3].map { "\(operation.rawValue) \($0)" }
            case .intervals: [2, 50].map { "\(operation.rawValue) \($0)" }
            }
        }
        #expect(rows.map { "\($0["operation"] ?? "") \($0["subscribers"] ?? "")" } == expected)
        for row in rows {
            let mean = try #require((row["meanNs"] as? NSNumber)?.doubleValue)
            let least = try #require((row["leastNs"] as? NSNumber)?.doubleValue)
            #expect(least > 0 && least <= mean, "\(row)")
        }
    }

    @Test func csvBeginsWithTheContractsKeys() throws {
        let outcome = try BuiltBenchmark.run(
            ["notifiers", "--subscribers", "1", "--operations", "atomic chain call", "--format", "csv"] + Self.short
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("operation,subscribers,meanNs,"))
        #expect(lines[1].hasPrefix("atomic chain call,1,"))
    }

    @Test func theTableShowsWhatWasAsked() throws {
        let outcome = try BuiltBenchmark.run(
            ["notifiers", "--subscribers", "1", "--operations", "atomic chain call,array under a mutex"] + Self.short
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("atomic chain call") && $0.hasSuffix(" 15") })
        #expect(lines.contains { $0.hasPrefix("array under a mutex") })
    }

    /// Names are given in lists.
    @Test func noNameHasAComma() {
        let names = NotifierOperation.allCases.map(\.rawValue) + HotplugOperation.allCases.map(\.rawValue)
        #expect(names.allSatisfy { !$0.contains(",") && $0.trimmed == $0 })
    }

    @Test func whatIsAskedStandsInItsRowsOnly() {
        #expect(NotifierOperation.atomicCall.askedNanoseconds(0) == 2)
        #expect(NotifierOperation.atomicCall.askedNanoseconds(1) == 15)
        #expect(NotifierOperation.atomicCall.askedNanoseconds(2) == nil)
        #expect(NotifierOperation.memory.askedNanoseconds(0) == 2)
        #expect(NotifierOperation.memory.askedNanoseconds(1) == nil)
        #expect(NotifierOperation.intervalHit.askedNanoseconds(10_000) == 2000)
        #expect(NotifierOperation.intervalMiss.askedNanoseconds(10_000) == nil)
        #expect(NotifierOperation.mutexArray.askedNanoseconds(0) == nil)
    }

    @Test func aRowIsTheMedianOfItsRounds() {
        let row = NotifierRow(.blockingCall, subscribers: 8, rounds: [5, 1, 9])
        #expect(row.meanNs == 5)
        #expect(row.leastNs == 1)
        #expect(row.fields.prefix(3).map(\.key) == ["operation", "subscribers", "meanNs"])
    }

    /// A hit must hit one interval, and a miss none, whatever the call's number.
    @Test(arguments: [1, 2, 7, 1000])
    func callsGoToAllIntervalsAndToNoGap(_ count: Int) {
        var seen = Set<Int>()
        for call in 0..<count * 20 {
            let index = IntervalField.index(call, of: count)
            #expect((0..<count).contains(index))
            seen.insert(index)
        }
        #expect(seen.count == count)
        for index in 0..<count {
            #expect(IntervalField.gap(index).lowerBound == IntervalField.addresses(index).upperBound)
            #expect(IntervalField.gap(index).upperBound == IntervalField.addresses(index + 1).lowerBound)
        }
    }

    @Test func aTurnIsAsLongAsItWasAskedFor() {
        let subject = FixedSubject(ticksPerCall: 1000)
        let turn = NotifierTurn(subject, seconds: 0.001)
        let nanoseconds = turn.measure() * Double(turn.calls)
        #expect(abs(nanoseconds - 1e6) < 1e5, "\(nanoseconds)")
    }

    /// Or its turns would have few calls, and be cold, for the whole run.
    @Test func aTurnIsNotShorterBecauseOnceTheThreadWaited() {
        let undisturbed = NotifierTurn(FixedSubject(ticksPerCall: 1000), seconds: 0.001)
        let disturbed = NotifierTurn(DisturbedSubject(ticksPerCall: 1000), seconds: 0.001)
        #expect(disturbed.calls == undisturbed.calls)
    }

    @Test func aSubscriberThatIsNotCalledAbortsTheRun() async {
        let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
            FixedSubject(ticksPerCall: 1).check(9, 10)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("9 calls of subscribers; expected 10"))
    }

    private struct FixedSubject: NotifierSubject {
        let ticksPerCall: UInt64

        func time(_ calls: Int) -> UInt64 { UInt64(calls) * ticksPerCall }
    }

    /// The same, but for every third measurement, in which its thread lost the processor for long.
    private final class DisturbedSubject: NotifierSubject {
        private let ticksPerCall: UInt64
        private let measurements = Atomic<Int>(0)

        init(ticksPerCall: UInt64) {
            self.ticksPerCall = ticksPerCall
        }

        func time(_ calls: Int) -> UInt64 {
            let isDisturbed = measurements.add(1, ordering: .relaxed).newValue % 3 == 0
            return UInt64(calls) * ticksPerCall + (isDisturbed ? 1 << 30 : 0)
        }
    }
}
