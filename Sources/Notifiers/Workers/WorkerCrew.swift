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

    /// What is to be done next; nil if all are where they should be.
    ///
    /// All are looked at each time: a worker that is lost, or a number that another asks for meanwhile, concerns those before as well.
    private var nextMove: Move? {
        let wanted = wanted.load(ordering: .sequentiallyConsistent)
        var usable = 0
        for worker in 0..<hotplug.workers {
            let status = hotplug.state(of: worker)
            if status.isLost { continue }
            if usable < wanted, status.state < .online { return .up(worker) }
            if usable >= wanted, status.state > .offline { return .down(worker) }
            usable += 1
        }
        return nil
    }

    /// Another lost the worker before this one's turn came, and has been told: the next look finds another in its place.
    private static func passOverLost(_ error: HotplugError) throws(HotplugError) {
        guard case .lost = error else { throw error }
    }

    @available(*, noasync)
    func resize(to count: Int) throws(HotplugError) {
        want(count)
        while let move = nextMove {
            do throws(HotplugError) {
                switch move {
                case .up(let worker): try hotplug.bringUp(worker, to: .online)
                case .down(let worker): try hotplug.takeDown(worker)
                }
            } catch {
                try Self.passOverLost(error)
            }
        }
    }

    func resize(to count: Int) async throws(HotplugError) {
        want(count)
        while let move = nextMove {
            do throws(HotplugError) {
                switch move {
                case .up(let worker): try await hotplug.bringUp(worker, to: .online)
                case .down(let worker): try await hotplug.takeDown(worker)
                }
            } catch {
                try Self.passOverLost(error)
            }
        }
    }
}
