internal import AsymmetricFences

extension Hotplug {
    /// Makes a bring-up that names no target stop at `state`, until this is called again with nil.
    ///
    /// - Parameters:
    ///   - state: as the target of `bringUp(_:to:)`; nil: ``State/online`` again.
    ///   - worker: nil: all.
    /// - Throws: ``HotplugError/cannotStop(_:)``, ``HotplugError/notInstalled(_:)`` or ``HotplugError/noSuchWorker(_:workers:)``.
    /// - Note: Source: the kernel's file `hotplug/target`.
    public func injectTarget(_ state: State?, on worker: Int? = nil) throws(HotplugError) {
        if let state { try checkTarget(state) }
        ledger.inject(target: state, on: try range(worker))
    }

    /// Makes the next start-up or tear-down of `state` fail without calling it, once on each worker named.
    ///
    /// Several may be waiting, so that undoing fails too.
    ///
    /// - Parameters:
    ///   - state: installed, and with a step that may fail in that direction; ``State/bringUp`` may fail on the way up.
    ///   - worker: nil: all.
    ///   - direction: which of the steps.
    /// - Throws: ``HotplugError/cannotFail(_:)``, ``HotplugError/notInstalled(_:)`` or ``HotplugError/noSuchWorker(_:workers:)``.
    /// - Note: Source: the kernel's file `hotplug/fail`.
    public func injectFailure(
        at state: State,
        on worker: Int? = nil,
        _ direction: Direction = .up
    ) throws(HotplugError) {
        let mayFail = state == .bringUp ? direction == .up : state.section?.mayFail(direction) ?? false
        guard mayFail else { throw .cannotFail(state) }
        guard ledger.states.contains(where: { $0.state == state }) else { throw .notInstalled(state) }
        ledger.injectFailure(at: state, on: try range(worker), direction)
    }

    /// Forgets the injected failures that have not come to pass.
    public func clearInjectedFailures() {
        ledger.clearFailures()
    }

    func checkTarget(_ state: State) throws(HotplugError) {
        guard state.canStop else { throw .cannotStop(state) }
        guard ledger.states.contains(where: { $0.state == state }) else { throw .notInstalled(state) }
    }

    func requireWorker(_ worker: Int) {
        require(worker >= 0 && worker < workers, "the worker is \(worker); expected 0 to \(workers - 1)")
    }

    private func range(_ worker: Int?) throws(HotplugError) -> Range<Int> {
        guard let worker else { return 0..<workers }
        try check(worker)
        return worker..<worker + 1
    }
}
