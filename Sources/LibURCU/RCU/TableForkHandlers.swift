internal import AsymmetricFences
internal import CLiburcu
internal import Glibc

/// Runs the fork handlers of liburcu's hash table for the tables that use this package's RCU.
///
/// liburcu's own flavors leave this to the program (`call_rcu_before_fork` and its kin); here it happens by itself. The
/// handlers pause the thread that resizes tables, and give the child another.
enum TableForkHandlers {
    static func register(_ handlers: UnsafeMutablePointer<urcu_atfork>?) {
        _ = installation
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        registered = handlers
        users += 1
    }

    static func unregister() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        users -= 1
        if users == 0 { registered = nil }
    }

    /// The lock is held from before the fork to after it: the handlers count their nesting without one.
    private static let installation: Void = {
        let failure = pthread_atfork(
            {
                pthread_mutex_lock(mutex)
                if let registered { registered.pointee.before_fork(registered.pointee.priv) }
            },
            {
                if let registered { registered.pointee.after_fork_parent(registered.pointee.priv) }
                pthread_mutex_unlock(mutex)
            },
            {
                if let registered { registered.pointee.after_fork_child(registered.pointee.priv) }
                pthread_mutex_unlock(mutex)
            }
        )
        require(failure == 0, "pthread_atfork failed with errno \(failure)")
    }()

    // liburcu's handlers are static; both variables are read and written under the mutex only.
    private nonisolated(unsafe) static var registered: UnsafeMutablePointer<urcu_atfork>?
    // As above.
    private nonisolated(unsafe) static var users = 0

    // The address of a mutex, which is for sharing. Not Synchronization's Mutex: that one cannot be unlocked in the
    // child.
    private nonisolated(unsafe) static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        return mutex
    }()
}
