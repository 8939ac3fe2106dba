import AsymmetricFences
import Synchronization

/// A worker passes millions of times a second; somebody closes the turnstile once a day.
final class Turnstile: Sendable {
    private let inside = Atomic<Bool>(false)
    private let closed = Atomic<Bool>(false)

    /// The frequent side: the store must not be overtaken by the load, and the light fence is enough.
    func enter() -> Bool {
        inside.store(true, ordering: .relaxed)
        AsymmetricFence.light()
        if !closed.load(ordering: .acquiring) { return true }
        leave()
        return false
    }

    func leave() { inside.store(false, ordering: .releasing) }

    /// The rare side pays for both: after it, the worker has seen `closed`, or this thread has seen it inside.
    func close() -> Bool {
        closed.store(true, ordering: .relaxed)
        AsymmetricFence.heavy()
        return !inside.load(ordering: .acquiring)
    }
}
