import BenchmarkKit
import ReadCopyUpdate

/// Times sections on so many threads at once, each kept on a processor.
struct SectionTiming: Sendable {
    let threads: Int
    let sections: Int
    let target: SectionTarget

    /// Nanoseconds a section, averaged over the threads.
    func measure<Kind: MeasuredSection & ~Copyable>(_: Kind.Type) -> Double {
        measure {
            let kind = Kind(target)
            return time(kind)
        }
    }

    /// The same for sections of tasks, one a thread of the pool, which cannot be kept on a processor.
    func measureAsync() -> Double {
        measure { BlockingTask.run { await timeAsync() } }
    }

    private func measure(_ loop: @escaping @Sendable () -> UInt64) -> Double {
        let startingLine = StartingLine(threads: threads)
        let processors = Processor.usable
        let reading = (0..<threads).map { index in
            BenchmarkThread(on: processors[index % processors.count]) {
                // Registers, and finds caches and branches as the next turn will.
                _ = loop()
                startingLine.wait()
                return loop()
            }
        }
        _ = startingLine.start()
        let ticks = reading.reduce(0) { $0 + $1.join() }
        return Double(ticks) * Ticks.nanosecondsPerTick / Double(threads * sections)
    }

    /// The loop that is measured. Out of line, so that a disassembly shows each kind's.
    @inline(never)
    private func time<Kind: MeasuredSection & ~Copyable>(_ kind: borrowing Kind) -> UInt64 {
        var sum: UInt64 = 0
        let began = Ticks.now
        for _ in 0..<sections { sum &+= kind.read() }
        let ended = Ticks.now
        check(sum)
        return ended &- began
    }

    /// The same loop in a task.
    @inline(never)
    private func timeAsync() async -> UInt64 {
        let (domain, pointer) = (target.sleepable, target.pointer)
        var sum: UInt64 = 0
        let began = Ticks.now
        for _ in 0..<sections {
            sum &+= await domain.read { section async in section[pointer].pointee }
        }
        let ended = Ticks.now
        check(sum)
        return ended &- began
    }

    /// The sum also keeps the compiler from dropping the loads.
    private func check(_ sum: UInt64) {
        guard sum == UInt64(sections) else {
            BenchmarkAbort.abort("rcu-bench: sections: a section read a value that nobody wrote", status: .software)
        }
    }
}
