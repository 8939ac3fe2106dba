import Glibc

/// What threads found, to be looked at when they have ended: expectations belong to the test's own task.
///
/// A pthread mutex, because ThreadSanitizer does not see through Synchronization's.
final class Results<Element: Sendable> {
    private var elements: [Element] = []
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    var all: [Element] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return elements
    }

    func append(_ element: Element) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        elements.append(element)
    }
}

// The elements are touched under the mutex only.
extension Results: @unchecked Sendable {}
