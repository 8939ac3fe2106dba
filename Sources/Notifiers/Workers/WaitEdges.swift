internal import AsymmetricFences
internal import Synchronization

/// Which worker of a group waits for which, so that workers that wait for each other are found instead of hanging.
///
/// **Why the last one finds the circle.** Each worker publishes whom it waits for before it looks at the others, all sequentially
/// consistent: the last of a circle to publish sees all the others'.
///
/// **Why what it finds is one.** An edge is removed by the awaited worker, before it waits for anybody itself. A walk may still see one edge
/// before its removal and the next after a later wait began; so it is walked twice, and each wait has a number of its own: if
/// both walks find the same waits, all of them were there at the moment between the walks.
final class WaitEdges {
    /// For each worker 0, or the number of its wait, in the upper 48 bits, and the awaited worker plus one.
    private let edges: UnsafeMutablePointer<Atomic<UInt64>>
    private let capacity: Int
    private let waits = Atomic<UInt64>(0)

    init(capacity: Int) {
        self.capacity = capacity
        edges = .allocate(capacity: capacity)
        for worker in 0..<capacity { (edges + worker).initialize(to: Atomic(0)) }
    }

    deinit { edges.deallocate() }

    /// Says that `worker` waits for `other`. Traps if that closes a circle.
    func begin(_ worker: Int, waitsFor other: Int) {
        let wait = waits.wrappingAdd(1, ordering: .relaxed).newValue
        edges[worker].store(wait << 16 | UInt64(other + 1), ordering: .sequentiallyConsistent)
        guard let circle = circle(from: worker), circle == self.circle(from: worker) else { return }
        let workers = circle.map { String($0 & 0xffff - 1) }.joined(separator: ", ")
        fatalError("worker \(worker) would wait for itself for ever: each of the workers \(workers) waits for the next")
    }

    /// Says that `worker` waits no more; called by the awaited worker, before it does anything else.
    func end(_ worker: Int) {
        edges[worker].store(0, ordering: .sequentiallyConsistent)
    }

    /// The waits that lead from `worker` back to it; nil if they do not.
    private func circle(from worker: Int) -> [UInt64]? {
        var seen: [UInt64] = []
        var next = worker
        while seen.count <= capacity {
            let edge = edges[next].load(ordering: .sequentiallyConsistent)
            guard edge != 0 else { return nil }
            seen.append(edge)
            next = Int(edge & 0xffff) - 1
            if next == worker { return seen }
        }
        return nil
    }
}

// `edges` is only an address; every access through it is atomic.
extension WaitEdges: @unchecked Sendable {}
