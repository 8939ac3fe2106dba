internal import AsymmetricFences
internal import Synchronization

/// Somebody who waits for the service thread.
enum SleepableWaiter: Sendable {
    case task(UnsafeContinuation<Void, Never>)
    case thread(Sleeper)
    /// Run on the service thread, which all instances wait for.
    case call(@Sendable () -> Void)

    func resume() {
        switch self {
        case .task(let continuation): continuation.resume()
        case .thread(let sleeper): sleeper.wake()
        case .call(let body): body()
        }
    }

    /// A thread that sleeps until it is woken, once.
    final class Sleeper: Sendable {
        private let isWoken = Atomic<Bool>(false)
        private let event = EventCount()

        func sleep() {
            while !isWoken.load(ordering: .sequentiallyConsistent) {
                event.sleep(unless: { isWoken.load(ordering: .sequentiallyConsistent) })
            }
        }

        func wake() {
            isWoken.store(true, ordering: .sequentiallyConsistent)
            event.wake()
        }
    }
}
