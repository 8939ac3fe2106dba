internal import Glibc

/// Two threads that take turns. The reader sleeps in the kernel for its own, as an idle thread does; the updater spins
/// for its.
final class Turns: Sendable {
    private let isReaders = WaitWord(1)

    /// - Parameter slept: what the reader is told: whether the updater had to sleep for it.
    func passToReader(slept: Bool) {
        isReaders.store(slept ? 2 : 1)
        isReaders.wake()
    }

    /// A plain store: the section that is open goes on, and no fence is to help it.
    func passToUpdater() { isReaders.store(0) }

    /// Returns whether the updater had to sleep.
    func awaitReader() -> Bool {
        while isReaders.value == 0 { isReaders.wait(whileEqualTo: 0) }
        return isReaders.value == 2
    }

    func awaitUpdater() {
        var turn = 0
        while isReaders.value != 0 {
            turn += 1
            if turn & 0xFFF == 0 { sched_yield() }
        }
    }
}
