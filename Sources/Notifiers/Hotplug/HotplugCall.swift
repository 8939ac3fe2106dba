internal import Glibc
internal import Synchronization

/// One call of a step, on the control thread or on a worker's.
final class HotplugCall: @unchecked Sendable {
    private enum Progress: UInt8, AtomicRepresentable {
        case waiting, begun, ended, abandoned
    }

    /// Given up before the call ends: its letter may be destroyed later on the worker, and with it, if that were the last reference, what the
    /// body captured. Of whoever has taken `progress` on from `waiting`.
    private var body: (@Sendable (Int) throws -> Void)?
    private let hotplug: Hotplug
    private let progress = Atomic<Progress>(.waiting)
    /// Written before `ended` is stored with release, read after it was loaded with acquire.
    private(set) var error: (any Error)?

    init(_ hotplug: Hotplug, _ body: @escaping @Sendable (Int) throws -> Void) {
        self.hotplug = hotplug
        self.body = body
    }

    /// On the thread that the step belongs to. Does nothing if the call was abandoned.
    func run(_ worker: Int) {
        guard progress.compareExchange(expected: .waiting, desired: .begun, ordering: .relaxed).exchanged else {
            return
        }
        let me = UInt(pthread_self())
        hotplug.stepper.store(me, ordering: .relaxed)
        do { try body?(worker) } catch { self.error = error }
        body = nil
        // Unless another step has begun since this one was given up.
        _ = hotplug.stepper.compareExchange(expected: me, desired: 0, ordering: .relaxed)
        progress.store(.ended, ordering: .releasing)
    }

    /// Whether it has ended; otherwise it will not begin, if it has not begun.
    func endedOrAbandoned() -> Bool {
        let swap = progress.compareExchange(
            expected: .waiting,
            desired: .abandoned,
            successOrdering: .relaxed,
            failureOrdering: .acquiring
        )
        if swap.exchanged { body = nil }
        return !swap.exchanged && swap.original == .ended
    }
}
