import BenchmarkKit
import Synchronization

/// Starts and ends the threads that run beside the one whose fences are timed.
final class SiblingControl: Sendable {
    let startingLine: StartingLine
    private let stopFlag = Atomic<Bool>(false)

    init(threads: Int) {
        startingLine = StartingLine(threads: threads)
    }

    /// A sibling's life: busy looping, as the seed's siblings were.
    func spin() {
        startingLine.wait()
        while !stopFlag.load(ordering: .relaxed) {
            SpinLoop.dwell(16)
        }
    }

    func stop() {
        stopFlag.store(true, ordering: .relaxed)
    }
}
