/// A worker that was found online, and can be sent messages until the read section in which it was found ends.
public struct OnlineWorker: ~Copyable, ~Escapable {
    /// Its number.
    public let number: Int
    private let core: WorkerCore

    @_lifetime(immortal)
    init(_ number: Int, _ core: WorkerCore) {
        self.number = number
        self.core = core
    }

    /// Sends a message, which is accepted, also if the worker is being taken down meanwhile.
    ///
    /// Otherwise as ``WorkerGroup/send(to:onUndelivered:_:)``.
    public func send(onUndelivered: (@Sendable () -> Void)? = nil, _ message: @escaping @Sendable () -> Void) {
        core.deliver(Letter(.message(message, undelivered: onUndelivered)), to: number)
    }
}
