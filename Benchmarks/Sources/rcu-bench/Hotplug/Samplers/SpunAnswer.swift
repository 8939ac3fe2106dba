import Glibc
import Synchronization

/// An answer for which the sender spins.
final class SpunAnswer: Sendable {
    /// Looks before the processor is offered to others, who may need it to answer.
    private static let looksPerYield = 1 << 12

    private let answers = Atomic<Int>(0)

    @inline(__always)
    func give() {
        answers.add(1, ordering: .releasing)
    }

    /// Waits until so many have been given in all.
    @inline(__always)
    func wait(for count: Int) {
        var looks = 0
        while answers.load(ordering: .acquiring) < count {
            SpinLoop.dwell(1)
            looks &+= 1
            if looks % Self.looksPerYield == 0 { sched_yield() }
        }
    }
}
