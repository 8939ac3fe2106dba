// Under the lock of operations, all of it.
extension Hotplug {
    /// Adds a state to the table; with one unit, which is started, or with none, for a multi-instance state.
    func add(
        _ name: String,
        _ section: Section,
        _ place: Place,
        _ limit: Duration?,
        unit: HotplugUnit?,
        calls: Bool
    ) throws(HotplugError) -> HotplugStep {
        if let limit { Self.requireLimit(limit) }
        let state = try table.state(for: place, in: section)
        let step = HotplugStep(state, name, isMulti: unit == nil, limit: limit, units: [])
        if let unit { try add(unit, to: step, calls: calls) }
        table.insert(step)
        ledger.describe(table)
        return step
    }

    /// Starts `unit` on every worker past the state, ascending, and makes it the last of the step's units; or undoes that, descending.
    func add(_ unit: HotplugUnit, to step: HotplugStep, calls: Bool) throws(HotplugError) {
        var done: [HotplugMove] = []
        for worker in workersPast(step) {
            let move = HotplugMove(step: step, unit: unit, worker: worker)
            if !calls {
                unit.isUp[worker] = true
            } else if let failure = replay(move, .up) {
                throw .failed(failure, undoReplay(done))
            }
            done.append(move)
        }
        step.units.append(unit)
        ledger.describe(table)
    }

    private func undoReplay(_ done: [HotplugMove]) -> Rollback {
        let failures = done.reversed().compactMap { replay($0, .down) }
        ledger.count { if failures.isEmpty { $0.rollbacks += 1 } else { $0.incompleteRollbacks += 1 } }
        return failures.isEmpty ? .complete : .incomplete(failures)
    }

    private func replay(_ move: HotplugMove, _ direction: Direction) -> Failure? {
        injected(move.step, on: move.worker, direction) ?? call(move.unit, of: move.step, on: move.worker, direction)
    }

    /// Tears `units` down where they are started, and takes them from the step. Workers descending, units in reverse. A tear-down that fails
    /// keeps nothing from being removed, and the others are called, but for those of a worker that is lost.
    func drop(_ units: [HotplugUnit], from step: HotplugStep, calls: Bool) -> [Failure] {
        var failures: [Failure] = []
        for worker in (0..<workers).reversed() where calls {
            // Asked for each: the worker may be lost with one of them.
            for unit in units.reversed() where unit.isUp[worker] && !ledger.status(worker).isUnreachable {
                if let failure = replay(HotplugMove(step: step, unit: unit, worker: worker), .down) {
                    failures.append(failure)
                }
            }
        }
        step.units.removeAll { one in units.contains { $0 === one } }
        table.keep(removed: units)
        ledger.describe(table)
        return failures
    }

    /// Removes the state with all its units.
    func drop(_ step: HotplugStep, calls: Bool) -> [Failure] {
        let failures = drop(step.units, from: step, calls: calls)
        step.isInstalled = false
        table.remove(step)
        ledger.forgetFailures(at: step.state)
        ledger.describe(table)
        return failures
    }

    /// Those that have passed the state, and whose thread answers.
    private func workersPast(_ step: HotplugStep) -> [Int] {
        (0..<workers).filter {
            let status = ledger.status($0)
            return status.state >= step.state && !status.isUnreachable
        }
    }
}
