import Glibc

/// A count to wait for; whoever waits sleeps and takes no processor from what is measured.
///
/// `@unchecked Sendable`: a `sem_t` is made to be shared; nothing else touches its memory.
public final class Semaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    public init() {
        semaphore = .allocate(capacity: 1)
        let status = sem_init(semaphore, 0, 0)
        precondition(status == 0, "sem_init failed: error \(errno)")
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    public func signal(_ count: Int = 1) {
        for _ in 0..<count { sem_post(semaphore) }
    }

    /// Waits for so many signals.
    public func wait(_ count: Int = 1) {
        for _ in 0..<count {
            while sem_wait(semaphore) != 0 {}
        }
    }
}
