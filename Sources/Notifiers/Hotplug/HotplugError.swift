/// Why a worker could not be moved, or a state installed or removed.
public enum HotplugError: Error, CustomStringConvertible {
    /// There is no such worker.
    case noSuchWorker(Int, workers: Int)
    /// The worker timed out before, and is not started again.
    case lost(worker: Int)
    /// A worker cannot be left at this state.
    case cannotStop(Hotplug.State)
    /// No state is installed there.
    case notInstalled(Hotplug.State)
    /// The place has a state already.
    case placeTaken(Hotplug.State, by: String)
    /// The section has no place for another dynamic state.
    case noPlace(Hotplug.Section)
    /// The steps there may not fail, so no failure can be injected.
    case cannotFail(Hotplug.State)
    /// A step failed; and what became of those before it.
    case failed(Hotplug.Failure, Hotplug.Rollback)
    /// Tear-downs failed while a state or an instance was removed; it is removed all the same.
    case removed(failures: [Hotplug.Failure])

    /// What was asked, what was found, and what was expected, in one line.
    public var description: String {
        switch self {
        case .noSuchWorker(let worker, let workers): "the worker is \(worker); expected 0 to \(workers - 1)"
        case .lost(let worker): "worker \(worker) timed out, and is not started again"
        case .cannotStop(let state):
            "a worker cannot stop at \(state); expected a state of prepare or online, or offline, started or online"
        case .notInstalled(let state): "no state is installed at \(state)"
        case .placeTaken(let state, let name): "\(state) is taken by \"\(name)\""
        case .noPlace(let section):
            "the section \(section) has \(Hotplug.Place.dynamicOffsets.count) dynamic states; no place is left"
        case .cannotFail(let state):
            "no step at \(state) may fail that way; expected the start-up of prepare, or online"
        case .failed(let failure, let rollback): "\(failure); \(rollback)"
        case .removed(let failures):
            "removed, but \(failures.map(\.description).joined(separator: "; "))"
        }
    }
}
