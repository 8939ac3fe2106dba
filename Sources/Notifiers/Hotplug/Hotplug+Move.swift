extension Hotplug {
    /// Under the lock of operations, as all that follows.
    func raise(_ worker: Int, to state: State?) throws(HotplugError) {
        try check(worker)
        let goal = state ?? ledger.target(worker) ?? .online
        try checkTarget(goal)
        try move(worker, to: goal, .up)
    }

    func lower(_ worker: Int, to state: State) throws(HotplugError) {
        try check(worker)
        try checkTarget(state)
        try move(worker, to: state, .down)
    }

    private func move(_ worker: Int, to goal: State, _ direction: Direction) throws(HotplugError) {
        let before = ledger.status(worker)
        // Without a thread it can be taken down, though not brought up again.
        if before.isLost && (direction == .up || before.isUnreachable) { throw .lost(worker: worker) }
        let path = path(of: worker, from: before.state, to: goal, direction)
        guard direction == .up ? before.state < goal : before.state > goal || !path.isEmpty else { return }
        ledger.change(worker) { $0.target = goal }
        var done: [HotplugMove] = []
        for step in path {
            if let failure = pass(step, on: worker, direction, &done) {
                let rollback = undo(done, direction, after: failure)
                ledger.change(worker) {
                    if case .complete = rollback { $0.state = before.state }
                    $0.target = $0.state
                }
                throw .failed(failure, rollback)
            }
            ledger.change(worker) {
                $0.state = direction == .up ? step.state : min($0.state, table.state(below: step))
            }
        }
        ledger.change(worker) { $0.state = direction == .up ? goal : min($0.state, goal) }
        ledger.count { if direction == .up { $0.bringUps += 1 } else { $0.takeDowns += 1 } }
    }

    /// The steps between the worker and its goal, in the order of `direction`.
    ///
    /// On the way down also those above the worker of which something is started: a worker on which undoing failed may have some of the
    /// instances of the next state.
    private func path(of worker: Int, from state: State, to goal: State, _ direction: Direction) -> [HotplugStep] {
        switch direction {
        case .up: Array(table.steps(above: state, through: goal))
        case .down:
            table.steps(above: goal, through: .online).reversed().filter {
                $0.state <= state || !$0.pending(.down, on: worker).isEmpty
            }
        }
    }

    /// Calls what is pending of `step`, and adds what was done to `done`.
    func pass(
        _ step: HotplugStep,
        on worker: Int,
        _ direction: Direction,
        _ done: inout [HotplugMove]
    ) -> Failure? {
        let units = step.pending(direction, on: worker)
        guard !units.isEmpty else { return nil }
        if let failure = injected(step, on: worker, direction) { return failure }
        for unit in units {
            if let failure = call(unit, of: step, on: worker, direction) { return failure }
            done.append(HotplugMove(step: step, unit: unit, worker: worker))
        }
        return nil
    }

    /// Undoes what one worker did in `direction`, the last first. Stops at the first failure.
    private func undo(_ done: [HotplugMove], _ direction: Direction, after failure: Failure) -> Rollback {
        // Its thread may still be in the step, and use what the states below made.
        if ledger.status(failure.worker).isLost && !(failure.state == .bringUp && direction == .up) {
            ledger.count { $0.incompleteRollbacks += 1 }
            return .impossible
        }
        var entered: HotplugStep?
        for move in done.reversed() {
            if let second = undo(move, direction.opposite, isFirstOfStep: move.step !== entered) {
                ledger.count { $0.incompleteRollbacks += 1 }
                return .incomplete([second])
            }
            entered = move.step
            settle(move, direction.opposite)
        }
        ledger.count { $0.rollbacks += 1 }
        return .complete
    }

    /// Undoes one move, by a step in `direction`.
    func undo(_ move: HotplugMove, _ direction: Direction, isFirstOfStep: Bool) -> Failure? {
        if isFirstOfStep, let failure = injected(move.step, on: move.worker, direction) { return failure }
        return call(move.unit, of: move.step, on: move.worker, direction)
    }

    /// Where the worker is after a move was undone: at the state when all of it is started, below it otherwise.
    private func settle(_ move: HotplugMove, _ direction: Direction) {
        let isWhole = direction == .up && move.step.pending(.up, on: move.worker).isEmpty
        let state = isWhole ? move.step.state : table.state(below: move.step)
        ledger.change(move.worker) { $0.state = state }
    }
}
