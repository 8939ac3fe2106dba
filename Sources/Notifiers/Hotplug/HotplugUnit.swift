/// What a state does on a worker: one pair of steps, or one for each instance of a multi-instance state.
///
/// Used only by whoever holds the lock of operations.
final class HotplugUnit: @unchecked Sendable {
    let startup: (@Sendable (Int) throws -> Void)?
    let teardown: (@Sendable (Int) throws -> Void)?
    /// By worker: whether it is started there.
    var isUp: [Bool]

    init(
        workers: Int,
        startup: (@Sendable (Int) throws -> Void)?,
        teardown: (@Sendable (Int) throws -> Void)?
    ) {
        self.startup = startup
        self.teardown = teardown
        isUp = Array(repeating: false, count: workers)
    }

    func body(_ direction: Hotplug.Direction) -> (@Sendable (Int) throws -> Void)? {
        direction == .up ? startup : teardown
    }
}
