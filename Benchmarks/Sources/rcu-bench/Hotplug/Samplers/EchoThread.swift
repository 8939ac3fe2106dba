import BenchmarkKit

/// A thread that answers each signal with one.
final class EchoThread: Sendable {
    private let question = Semaphore()
    private let answer = Semaphore()
    private let isOver = SharedFlag()
    private let thread: BenchmarkThread<Bool>

    init() {
        let (question, answer, isOver) = (question, answer, isOver)
        thread = BenchmarkThread {
            while true {
                question.wait()
                if isOver.isRaised { return true }
                answer.signal()
            }
        }
    }

    @inline(__always)
    func ask() {
        question.signal()
        answer.wait()
    }

    func end() {
        isOver.raise()
        question.signal()
        _ = thread.join()
    }
}
