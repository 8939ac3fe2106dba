internal import AsymmetricFences
internal import CLiburcu
internal import CLiburcuShims
internal import Glibc
internal import ReadCopyUpdate

extension CallbackThread {
    /// Serves `call_rcu` of this package's RCU: a batch runs after a grace period.
    static let rcu = CallbackThread(name: "rcu-callbacks", gracePeriod: { RCU.synchronize() })

    /// Takes dropped hash tables apart, of every flavor: it may block, as the flavors' own callback threads may not.
    static let teardown = CallbackThread(name: "rcu-teardown", gracePeriod: {})

    /// Runs `function(argument)` as a callback.
    func enqueue(_ function: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?, _ argument: UnsafeMutableRawPointer?)
    {
        let deferred = UnsafeMutablePointer<cliburcushims_deferred>.allocate(capacity: 1)
        deferred.initialize(to: cliburcushims_deferred(head: rcu_head(), function: function, argument: argument))
        UnsafeMutableRawPointer(deferred).withMemoryRebound(to: rcu_head.self, capacity: 1) { head in
            enqueue(head) { head in
                guard let head else { return }
                let deferred = UnsafeMutableRawPointer(head).assumingMemoryBound(to: cliburcushims_deferred.self)
                let (function, argument) = (deferred.pointee.function, deferred.pointee.argument)
                deferred.deallocate()
                function?(argument)
            }
        }
    }

    /// Sees to it, once, that the child of a fork starts threads of its own.
    static func resetAtFork() {
        _ = forkHandler
    }

    /// Makes both instances first: the child could not wait for an initialiser that another thread had begun.
    private static let forkHandler: Void = {
        _ = (rcu, teardown)
        let failure = pthread_atfork(
            nil,
            nil,
            {
                CallbackThread.rcu.resetAfterFork()
                CallbackThread.teardown.resetAfterFork()
            }
        )
        require(failure == 0, "pthread_atfork failed with errno \(failure)")
    }()
}
