internal import AsymmetricFences
internal import Synchronization

/// A lock that is handed on in the order of arrival, to threads, which block, and to tasks, which suspend.
///
/// A task may hold it across an `await`, and release it on another thread.
package final class WriterLock: @unchecked Sendable {
    private enum Arrival {
        case thread(Turn)
        case task(UnsafeContinuation<Void, Never>)
    }

    /// Where a thread waits for the lock.
    private final class Turn: Sendable {
        let hasCome = Atomic<Bool>(false)
        let event = EventCount()
    }

    private let lockOfState = FutexLock()
    /// Under that lock.
    private var isHeld = false
    /// Those who wait, the first of them last; and those who came since, the last of them last.
    private var firstComers: [Arrival] = []
    private var lateComers: [Arrival] = []

    package init() {}

    /// Blocks until it is the caller's turn.
    package func lock() {
        guard !acquire(orQueue: nil) else { return }
        let turn = Turn()
        guard !acquire(orQueue: .thread(turn)) else { return }
        while !turn.hasCome.load(ordering: .sequentiallyConsistent) {
            turn.event.sleep(unless: { turn.hasCome.load(ordering: .sequentiallyConsistent) })
        }
    }

    /// Suspends until it is the caller's turn, also when the task is cancelled.
    package func lock() async {
        await withUnsafeContinuation { continuation in
            if acquire(orQueue: .task(continuation)) { continuation.resume() }
        }
    }

    /// Hands the lock to the next, or frees it. From any thread.
    package func unlock() {
        switch next() {
        case .thread(let turn):
            turn.hasCome.store(true, ordering: .sequentiallyConsistent)
            turn.event.wake()
        case .task(let continuation): continuation.resume()
        case nil: break
        }
    }

    private func acquire(orQueue arrival: Arrival?) -> Bool {
        lockOfState.withLock {
            guard isHeld else {
                isHeld = true
                return true
            }
            if let arrival { lateComers.append(arrival) }
            return false
        }
    }

    private func next() -> Arrival? {
        lockOfState.withLock {
            if firstComers.isEmpty {
                firstComers = lateComers.reversed()
                lateComers = []
            }
            isHeld = !firstComers.isEmpty
            return firstComers.popLast()
        }
    }
}
