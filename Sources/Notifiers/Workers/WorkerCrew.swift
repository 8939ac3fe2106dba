internal import AsymmetricFences
internal import Synchronization

/// How many workers are wanted, and what is to be done for that.
///
/// Wanted are the first so many workers that are not lost; the others are not wanted. Several may resize at once: each looks, after every
/// step, at the number that was asked for last, so whatever the order, the last one's is what comes out.
final class WorkerCrew: Sendable {
    enum Move: Equatable {
        case up(Int)
        case down(Int)
    }

    let hotplug: Hotplug
    private let wanted = Atomic<Int>(0)

    init(_ hotplug: Hotplug) { self.hotplug = hotplug }

    func want(_ count: Int) {
        require(
            count >= 0 && count <= hotplug.workers,
            "\(count) workers were asked for; expected 0 to the capacity, \(hotplug.workers)"
        )
        wanted.store(count, ordering: .sequentiallyConsistent)
    }

    /// What `worker`, which `before` usable workers precede, has to do; nil if it is where it should be.
    private func move(for worker: Int, before: Int) -> Move? {
        let status = hotplug.state(of: worker)
        guard !status.isLost else { return nil }
        if before < wanted.load(ordering: .sequentiallyConsistent) {
            return status.state < .online ? .up(worker) : nil
        }
        return status.state > .offline ? .down(worker) : nil
    }

    /// Repeated until the worker is where it should be: another may have asked for another number meanwhile.
    @available(*, noasync)
    func resize(to count: Int) throws(HotplugError) {
        want(count)
        var usable = 0
        for worker in 0..<hotplug.workers {
            while let move = move(for: worker, before: usable) {
                switch move {
                case .up(let worker): try hotplug.bringUp(worker, to: .online)
                case .down(let worker): try hotplug.takeDown(worker)
                }
            }
            if !hotplug.state(of: worker).isLost { usable += 1 }
        }
    }

    func resize(to count: Int) async throws(HotplugError) {
        want(count)
        var usable = 0
        for worker in 0..<hotplug.workers {
            while let move = move(for: worker, before: usable) {
                switch move {
                case .up(let worker): try await hotplug.bringUp(worker, to: .online)
                case .down(let worker): try await hotplug.takeDown(worker)
                }
            }
            if !hotplug.state(of: worker).isLost { usable += 1 }
        }
    }
}
