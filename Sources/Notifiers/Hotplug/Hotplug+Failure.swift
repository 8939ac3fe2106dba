extension Hotplug {
    /// A step that failed.
    public struct Failure: Sendable, CustomStringConvertible {
        /// Why it failed.
        public enum Cause: Sendable {
            /// The step threw this, or the system refused the worker a thread.
            case thrown(any Error)
            /// ``Hotplug/injectFailure(at:on:_:)`` asked for it; the step was not called.
            case injected
            /// The worker did not answer within this time.
            case timedOut(Duration)
        }

        /// On which worker.
        public let worker: Int
        /// At which state.
        public let state: State
        /// The name of the state.
        public let name: String
        /// Whether the state was being started or torn down.
        public let direction: Direction
        /// Why.
        public let cause: Cause

        /// The state, the worker and the cause, in one line.
        public var description: String {
            let step =
                "the \(direction == .up ? "start-up" : "tear-down") of \"\(name)\" (\(state)) on worker \(worker)"
            return switch cause {
            case .thrown(let error): "\(step) failed: \(error)"
            case .injected: "\(step) failed: injected"
            case .timedOut(let limit): "\(step) did not end within \(limit)"
            }
        }
    }

    /// What became of the steps that were done before one failed.
    public enum Rollback: Sendable, CustomStringConvertible {
        /// All were undone: the worker is where it was before.
        case complete
        /// Undoing failed too. On one worker it stopped there, and there is one failure; on several workers it went on with the next.
        case incomplete([Failure])
        /// Nothing was undone, since the worker does not answer.
        case impossible

        /// In a few words.
        public var description: String {
            switch self {
            case .complete: "what was done before is undone"
            case .incomplete(let failures):
                "undoing stopped: \(failures.map(\.description).joined(separator: "; "))"
            case .impossible: "nothing is undone: the worker does not answer"
            }
        }
    }
}
