import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("Boxes and reporters")
struct BoxesOfReportersTests {
    @Test("A task may write to a box on a thread whose reporter is online")
    func write() async {
        await #expect(processExitsWith: .success) {
            let executor = ReportingThread()
            let written = Task(executorPreference: executor) {
                let box = RCUBox(1)
                let wasOnline = RCU.isInReadSection
                await box.replace(with: 2)
                await box.update { $0 + 1 }
                let isExchanged = await box.compareExchange(expected: box.version, desired: 4)
                let old = await box.exchange(5)
                return wasOnline && isExchanged && old == 4 && box.read { $0 } == 5
            }
            #expect(await written.value)
        }
    }
}

/// An executor whose one thread has a reporter, online while it runs jobs.
private final class ReportingThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    init() {
        _ = TestThread { [self] in
            var reporter = RCU.QuiescentStateReporter()
            while true {
                let taken = jobs.withLock { jobs in
                    defer { jobs = [] }
                    return jobs
                }
                for job in taken { job.runSynchronously(on: asUnownedTaskExecutor()) }
                reporter.quiescentState()
                if taken.isEmpty { restBriefly() }
            }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }
}
