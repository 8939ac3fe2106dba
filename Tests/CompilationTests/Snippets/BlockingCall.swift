// What blocks the thread, or holds on to it across calls, is not for asynchronous functions.
import ReadCopyUpdate

#if REFUSED
func synchronizes() async {
    RCU.synchronize()  // expect-error: async
}
#else
func synchronizes() {
    RCU.synchronize()
}
#endif

#if REFUSED
func locks() async {
    RCU.readLock()  // expect-error: 'readLock' is unavailable from asynchronous contexts
    RCU.readUnlock()  // expect-error: 'readUnlock' is unavailable from asynchronous contexts
}
#else
func locks() {
    RCU.readLock()
    RCU.readUnlock()
}
#endif

#if REFUSED
func writes(_ box: RCUBox<Int>) async {
    box.replace(with: 1)  // expect-error: 'replace' is unavailable from asynchronous contexts
    box.update { $0 + 1 }  // expect-error: 'update' is unavailable from asynchronous contexts
}
#else
func writes(_ box: RCUBox<Int>) {
    box.replace(with: 1)
    box.update { $0 + 1 }
}
#endif

#if REFUSED
func reports() async {
    var reporter = RCU.QuiescentStateReporter()  // expect-error: 'init' is unavailable from asynchronous contexts
    reporter.read { _ in }  // expect-error: 'read' is unavailable from asynchronous contexts
    reporter.quiescentState()  // expect-error: 'quiescentState' is unavailable from asynchronous contexts
    reporter.whileOffline {}  // expect-error: 'whileOffline' is unavailable from asynchronous contexts
}
#else
func reports() {
    var reporter = RCU.QuiescentStateReporter()
    reporter.read { _ in }
    reporter.quiescentState()
    reporter.whileOffline {}
}
#endif

/// A task is an asynchronous context wherever it is started.
func locksInTask() {
    #if REFUSED
    _ = Task { RCU.readLock() }  // expect-error: 'readLock' is unavailable from asynchronous contexts
    #else
    RCU.readLock()
    RCU.readUnlock()
    #endif
}
