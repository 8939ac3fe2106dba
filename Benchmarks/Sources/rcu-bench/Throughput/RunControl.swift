import BenchmarkKit
import Synchronization

/// How one run starts, stops, and fails.
final class RunControl: Sendable {
    let startingLine: StartingLine
    private let scheme: SchemeName
    private let stopFlag = Atomic<Bool>(false)

    init(scheme: SchemeName, threads: Int) {
        self.scheme = scheme
        startingLine = StartingLine(threads: threads)
    }

    @inline(__always)
    var isStopped: Bool { stopFlag.load(ordering: .relaxed) }

    func stop() {
        stopFlag.store(true, ordering: .relaxed)
    }

    /// A reader saw a reclaimed value: figures of a scheme that does not protect its readers are worth nothing.
    @inline(never)
    func abort() -> Never {
        BenchmarkAbort.abort(
            "rcu-bench: \(scheme.rawValue): a reader saw a value that had been reclaimed; run abandoned",
            status: .software
        )
    }
}
