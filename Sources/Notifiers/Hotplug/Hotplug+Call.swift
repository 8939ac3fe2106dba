internal import AsymmetricFences

extension Hotplug {
    /// Starts `unit` on `worker`, or tears it down; nil if that succeeded, and then the unit is up or down.
    func call(_ unit: HotplugUnit, of step: HotplugStep, on worker: Int, _ direction: Direction) -> Failure? {
        if let cause = run(unit, of: step, on: worker, direction) {
            if case .timedOut = cause { lose(worker) }
            return fail(step, on: worker, direction, cause)
        }
        unit.isUp[worker] = direction == .up
        return nil
    }

    /// A failure that was injected there, which is used up; the step must not be called then.
    func injected(_ step: HotplugStep, on worker: Int, _ direction: Direction) -> Failure? {
        guard ledger.takeFailure(at: step.state, on: worker, direction) else { return nil }
        return fail(step, on: worker, direction, .injected)
    }

    private func fail(
        _ step: HotplugStep,
        on worker: Int,
        _ direction: Direction,
        _ cause: Failure.Cause
    ) -> Failure {
        ledger.count {
            $0.failures += 1
            switch cause {
            case .injected: $0.injectedFailures += 1
            case .timedOut: $0.timeouts += 1
            case .thrown: break
            }
        }
        return Failure(worker: worker, state: step.state, name: step.name, direction: direction, cause: cause)
    }

    private func lose(_ worker: Int) {
        ledger.change(worker) { $0.isLost = true }
        target.lost(worker)
    }

    private func run(
        _ unit: HotplugUnit,
        of step: HotplugStep,
        on worker: Int,
        _ direction: Direction
    ) -> Failure.Cause? {
        guard let section = step.state.section else { return runThread(of: worker, direction) }
        guard let body = unit.body(direction) else { return nil }
        ledger.count { if direction == .up { $0.startups += 1 } else { $0.teardowns += 1 } }
        let call = HotplugCall(self, body)
        if section == .prepare {
            call.run(worker)
        } else {
            let limit = step.limit ?? limits.step
            let ended = target.perform(on: worker, until: .now + limit) { call.run(worker) }
            // One that ends just after the limit is in time; one that has not begun by then never will.
            if !ended && !call.endedOrAbandoned() { return .timedOut(limit) }
        }
        guard let error = call.error else { return nil }
        require(
            section.mayFail(direction),
            """
            the \(direction == .up ? "start-up" : "tear-down") of "\(step.name)" (\(step.state)) on worker \(worker) threw \(error); \
            expected none, since it may not fail
            """
        )
        return .thrown(error)
    }

    /// The built-in state between prepare and starting.
    private func runThread(of worker: Int, _ direction: Direction) -> Failure.Cause? {
        do {
            let deadline = ContinuousClock.now + limits.bringUp
            let answered =
                switch direction {
                case .up: try target.start(worker, until: deadline)
                case .down: target.stop(worker, until: deadline)
                }
            return answered ? nil : .timedOut(limits.bringUp)
        } catch {
            return .thrown(error)
        }
    }
}
