internal import Synchronization

/// A call of an async chain that the current task is inside of.
///
/// A task-local value, which tasks made in a callback inherit. They are other tasks, and those that outlive the call may well wait for
/// it; so a frame counts for its own task only, and while the call lasts, in which time no other task has the address.
final class ChainTaskFrame: @unchecked Sendable {
    @TaskLocal private static var innermost: ChainTaskFrame?

    private let chain: ObjectIdentifier
    private let task: UnsafeCurrentTask?
    private let outer: ChainTaskFrame?
    private let isOpen = Atomic<Bool>(true)

    private init(_ chain: ObjectIdentifier, inside outer: ChainTaskFrame?) {
        self.chain = chain
        self.outer = outer
        task = withUnsafeCurrentTask { $0 }
    }

    /// Runs `body`, which calls callbacks of `chain`, with the task marked as inside of it.
    static nonisolated(nonsending) func within(
        _ chain: ObjectIdentifier,
        _ body: nonisolated(nonsending) () async -> Void
    ) async {
        let frame = ChainTaskFrame(chain, inside: innermost)
        await $innermost.withValue(frame) { await body() }
        // Release: whoever finds it closed comes after the call.
        frame.isOpen.store(false, ordering: .releasing)
    }

    /// Whether the current task is inside of `chain`.
    static func isWithin(_ chain: ObjectIdentifier) -> Bool {
        let task = withUnsafeCurrentTask { $0 }
        var frame = innermost
        while let each = frame {
            if each.chain == chain, each.isOpen.load(ordering: .acquiring), each.task == task { return true }
            frame = each.outer
        }
        return false
    }
}
