import Glibc
import TestThreads

/// Threads of which one runs at a time: each passes the turn to the one it chooses.
final class TurnPassing: @unchecked Sendable {
    private let semaphores: UnsafeMutablePointer<sem_t>
    private let count: Int
    // Written by whoever has the turn.
    private var isOver = false

    init(threads count: Int) {
        self.count = count
        semaphores = .allocate(capacity: count)
        for number in 0..<count { sem_init(semaphores + number, 0, 0) }
    }

    deinit {
        for number in 0..<count { sem_destroy(semaphores + number) }
        semaphores.deallocate()
    }

    /// Gives the first turn to thread 0, and returns when the last has said nil and all have ended.
    ///
    /// - Parameter turn: what the thread of this number does in its turn; returns whose turn is next.
    func run(_ turn: @escaping @Sendable (Int) -> Int?) {
        let threads = (0..<count).map { number in
            TestThread { [self] in
                while true {
                    while sem_wait(semaphores + number) != 0 {}
                    if isOver { return }
                    if let next = turn(number) {
                        sem_post(semaphores + next)
                    } else {
                        isOver = true
                        for other in 0..<count where other != number { sem_post(semaphores + other) }
                        return
                    }
                }
            }
        }
        sem_post(semaphores)
        for thread in threads { thread.join() }
    }
}
