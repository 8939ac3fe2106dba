import ReadCopyUpdate

/// Functions of a plug-in, which must not be unloaded while a request runs one of them.
final class Plugins: Sendable {
    private let loaded = RCUBox<[String: @Sendable (Int) -> Int]>([:])

    func load(_ name: String, _ function: @escaping @Sendable (Int) -> Int) async {
        await loaded.update { table in table.merging([name: function]) { _, new in new } }
    }

    func run(_ name: String, on input: Int) -> Int? {
        loaded.read { $0[name]?(input) }
    }

    /// Suspends until each section has closed that may have found the function. The thread goes on with other tasks.
    func unload(_ name: String, then unmap: @Sendable () -> Void) async {
        await loaded.update { table in table.filter { $0.key != name } }
        await RCU.synchronize()
        unmap()
    }
}

/// Slots that readers may still look at rest for a grace period before they are used again. Nobody waits.
struct RestingSlots {
    private var slots: [(slot: Int, gracePeriod: RCU.GracePeriod)] = []

    mutating func put(_ slot: Int) { slots.append((slot, .start())) }

    /// One load: a slot that has rested, if there is one.
    mutating func take() -> Int? {
        guard let oldest = slots.first, oldest.gracePeriod.isComplete else { return nil }
        return slots.removeFirst().slot
    }
}
