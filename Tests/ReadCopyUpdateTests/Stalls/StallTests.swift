import CMembarrier
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because the limit is the whole process's.
@Suite("Stalls")
struct StallTests {
    @Test("The report names the reader that holds the grace period back, out of 64, and comes again at twice the age")
    func culprit() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reports = Reports(limit: .milliseconds(100))
                let stop = Latch()
                let bystanders = (0..<63).map { index in
                    TestThread {
                        nameCurrentThread("bystander-\(index)")
                        while !stop.isOpen {
                            RCU.read { _ in }
                            restBriefly()
                        }
                    }
                }
                let culprit = SharedCounter()
                let isInside = Latch()
                let leave = Latch()
                let sitter = TestThread {
                    nameCurrentThread("culprit")
                    culprit.store(Int(cmembarrier_gettid()))
                    sit(isInside, leave)
                }
                isInside.wait()
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntil { reports.all.count >= 2 }, "no report, or only one")
                leave.open()
                #expect(writer.join(within: 30))
                stop.open()
                sitter.join()
                for bystander in bystanders { bystander.join() }

                let all = reports.all
                for report in all {
                    #expect(report.readers.count == 1, "\(report.readers)")
                    let name = report.readers.first?.name
                    #expect(name == "culprit")
                    let thread = report.readers.first?.thread
                    #expect(thread == Int32(culprit.count))
                    let held = report.readers.first?.heldForAtLeast ?? .zero
                    #expect(held >= .milliseconds(100))
                    let location = report.readers.first?.location
                    #if DEBUG
                    #expect(location?.line == sittingLine)
                    #expect(location?.file == #fileID)
                    #else
                    #expect(location == nil)
                    #endif
                }
                #expect(all[0].age >= .milliseconds(100))
                #expect(all[1].age >= .milliseconds(200))
                #expect(RCU.statistics.stallsReported == UInt64(all.count))
                #expect(RCU.statistics.longestGracePeriod >= all[1].age)
            }
        }
    }

    @Test("Without a handler there is a line on standard error")
    func standardError() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            blocking {
                var configuration = RCU.Configuration()
                configuration.stallLimit = .milliseconds(20)
                do { try RCU.configure(configuration) } catch { fatalError("\(error)") }
                let reader = SittingReader()
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntil { RCU.statistics.stallsReported > 0 })
                reader.leave()
                writer.join()
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("swift-rcu: a grace period has waited for"), "\(message)")
        #expect(message.contains("in a read section for at least"), "\(message)")
    }

    @Test("A handler that waits for a grace period traps: the one that it reports waits for it")
    func handlerThatWaits() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            blocking {
                var configuration = RCU.Configuration()
                configuration.stallLimit = .milliseconds(20)
                configuration.stallHandler = { _ in waitForGracePeriod() }
                do { try RCU.configure(configuration) } catch { fatalError("\(error)") }
                let reader = SittingReader()
                RCU.synchronize()
                reader.leave()
            }
        }
        let resultMessage = text(result?.standardErrorContent)
        #expect(resultMessage.contains("stall handler"))
    }

    @Test("A handler may retire above the limit: it does not wait for what waits for it")
    func handlerThatRetires() async {
        await #expect(processExitsWith: .success) {
            blocking {
                var configuration = RCU.Configuration()
                configuration.stallLimit = .milliseconds(20)
                configuration.retirementLimit = RCU.RetirementLimit(count: 10, bytes: .max)
                configuration.stallHandler = { _ in retireMany() }
                do { try RCU.configure(configuration) } catch { fatalError("\(error)") }
                let reader = SittingReader()
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntil { RCU.statistics.stallsReported > 0 })
                reader.leave()
                #expect(writer.join(within: 60), "the handler waits for the grace period that it reports")
            }
        }
    }

    @Test("The next report comes at twice the age also when another reader holds the grace period back")
    func nextReader() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reports = Reports(limit: .milliseconds(200))
                // In the order of the writer's scan.
                let sitters = (0..<3).map { _ in Sitter() }
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntil { reports.all.count >= 1 })
                for sitter in sitters.dropLast() { sitter.leave() }
                #expect(waitUntil { reports.all.count >= 2 })
                for (index, report) in reports.all.enumerated() {
                    #expect(
                        report.age >= .milliseconds(200 << index),
                        "report \(index + 1) at the age of \(report.age)"
                    )
                }
                sitters.last?.leave()
                writer.join()
            }
        }
    }

    @Test("The list of readers holds those who are in a section, and nobody else")
    func readers() async {
        await #expect(processExitsWith: .success) {
            blocking {
                RCU.read { _ in }
                #expect(RCU.readers.isEmpty)
                let reader = SittingReader()
                let names = RCU.read { _ in RCU.readers.map(\.thread) }
                #expect(names.count == 2)
                #expect(names.contains(cmembarrier_gettid()))
                let listed = RCU.readers.first
                #expect(listed?.heldForAtLeast == .zero)
                #expect(listed?.isReporter == false)
                reader.leave()
                var reporter = RCU.QuiescentStateReporter()
                let first = RCU.readers.first
                #expect(first?.isReporter == true)
                reporter.quiescentState()
                _ = consume reporter
                #expect(RCU.readers.isEmpty)
            }
        }
    }

    @Test("A record that changes hands while it is looked at is nobody's")
    func recordChangesHands() async {
        await #expect(processExitsWith: .success) {
            blocking {
                // Threads that end give their record to the next; the second sits in a section as the first did.
                let first = Sitter()
                let record = first.record
                let described = record.describe(heldForAtLeast: .zero, { $0.isInSection })
                #expect(described?.thread == record.thread.pointee.load(ordering: .relaxed))
                var next: Sitter?
                let torn = record.describe(heldForAtLeast: .zero, { $0.isInSection }) {
                    first.leave()
                    let sitter = Sitter()
                    #expect(sitter.record == record, "the record was not reused, so this shows nothing")
                    next = sitter
                }
                #expect(torn == nil, "a report names a thread that has ended")
                next?.leave()
                #expect(record.describe(heldForAtLeast: .zero, { $0.isInSection }) == nil)
            }
        }
    }
}

/// Retires, where the compiler takes the place for asynchronous.
private func retireMany() { for _ in 0..<100 { RCU.retire {} } }

/// Waits, where the compiler takes the place for asynchronous.
private func waitForGracePeriod() { RCU.synchronize() }

/// Outside the macro, inside which every line is the macro's.
private func sit(_ isInside: Latch, _ leave: Latch) {
    RCU.read { _ in
        isInside.open()
        while !leave.isOpen { restBriefly() }
    }
}

private let sittingLine = #line - 6
