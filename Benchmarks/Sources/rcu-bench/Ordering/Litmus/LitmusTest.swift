import BenchmarkKit
import Synchronization

/// One cell of the ordering table on the hardware: two threads, kept on two processors, run after run.
struct LitmusTest: Sendable {
    let shape: LitmusShape
    let cell: OrderingCell
    let limit: LitmusLimit

    /// From the announcement to the start; the right thread has noticed the one before the other comes.
    private static let notice = Ticks.count(nanoseconds: 500)

    func run() -> LitmusCount {
        let variables = LitmusVariables()
        defer { variables.destroy() }
        let rendezvous = LitmusRendezvous()
        let processors = Processor.usable
        let right = BenchmarkThread(on: processors[processors.count / 2]) { follow(rendezvous, variables.right) }
        let left = BenchmarkThread(on: processors[0]) { lead(rendezvous, variables) }
        let count = left.join()
        right.join()
        return count
    }

    private func lead(_ rendezvous: LitmusRendezvous, _ variables: LitmusVariables) -> LitmusCount {
        let body = cell.left.left(shape)
        let side = variables.left
        var delay = LitmusDelay(seed: 0x9E37_79B9_7F4A_7C15)
        var count = LitmusCount()
        let start = Ticks.now
        repeat {
            let run = UInt64(count.runs + 1)
            variables.reset()
            let moment = Ticks.now &+ Self.notice
            rendezvous.moment.address.pointee.store(moment, ordering: .relaxed)
            rendezvous.announced.address.pointee.store(run, ordering: .releasing)
            delay.wait(after: moment, otherTicks: rendezvous.rightTicks.address.pointee.load(ordering: .relaxed))
            let began = Ticks.now
            let left = body(side)
            rendezvous.leftTicks.address.pointee.store(Ticks.now &- began, ordering: .relaxed)
            LitmusRendezvous.wait { rendezvous.completed.address.pointee.load(ordering: .acquiring) == run }
            let right = LitmusObservation(
                early: rendezvous.rightEarly.address.pointee.load(ordering: .relaxed),
                late: rendezvous.rightLate.address.pointee.load(ordering: .relaxed)
            )
            count += LitmusCount(runs: 1, forbidden: shape.isForbidden(left, right) ? 1 : 0)
        } while !limit.isReached(runs: count.runs, since: start)
        rendezvous.announced.address.pointee.store(LitmusRendezvous.finished, ordering: .releasing)
        return count
    }

    private func follow(_ rendezvous: LitmusRendezvous, _ side: LitmusSide) {
        let body = cell.right.right(shape)
        var delay = LitmusDelay(seed: 0xD1B5_4A32_D192_ED03)
        var run: UInt64 = 0
        while true {
            var next = run
            LitmusRendezvous.wait {
                next = rendezvous.announced.address.pointee.load(ordering: .acquiring)
                return next != run
            }
            guard next != LitmusRendezvous.finished else { return }
            run = next
            let moment = rendezvous.moment.address.pointee.load(ordering: .relaxed)
            delay.wait(after: moment, otherTicks: rendezvous.leftTicks.address.pointee.load(ordering: .relaxed))
            let began = Ticks.now
            let right = body(side)
            rendezvous.rightTicks.address.pointee.store(Ticks.now &- began, ordering: .relaxed)
            rendezvous.rightEarly.address.pointee.store(right.early, ordering: .relaxed)
            rendezvous.rightLate.address.pointee.store(right.late, ordering: .relaxed)
            rendezvous.completed.address.pointee.store(run, ordering: .releasing)
        }
    }
}
