// What blocks the thread, or holds on to it across calls, is not for asynchronous functions. Where there is a form that
// suspends, the compiler takes that one and asks for its `await`.
import ReadCopyUpdate

final class Configuration: Sendable {}

func synchronizes(until deadline: ContinuousClock.Instant) async {
    #if REFUSED
    RCU.synchronize()  // expect-error: expression is 'async' but is not marked with 'await'
    _ = RCU.synchronize(until: deadline)  // expect-error: expression is 'async' but is not marked with 'await'
    #else
    await RCU.synchronize()
    _ = await RCU.synchronize(until: deadline)
    #endif
}

func waits(for gracePeriod: RCU.GracePeriod, until deadline: ContinuousClock.Instant) async {
    #if REFUSED
    gracePeriod.wait()  // expect-error: expression is 'async' but is not marked with 'await'
    _ = gracePeriod.wait(until: deadline)  // expect-error: expression is 'async' but is not marked with 'await'
    #else
    await gracePeriod.wait()
    _ = await gracePeriod.wait(until: deadline)
    #endif
}

func retires(_ object: Configuration, _ pointer: UnsafeMutablePointer<Int>) async {
    #if REFUSED
    RCU.retire(object)  // expect-error: expression is 'async' but is not marked with 'await'
    RCU.retire(pointer)  // expect-error: expression is 'async' but is not marked with 'await'
    RCU.retire {}  // expect-error: expression is 'async' but is not marked with 'await'
    RCU.barrier()  // expect-error: expression is 'async' but is not marked with 'await'
    #else
    await RCU.retire(object)
    await RCU.retire(pointer)
    await RCU.retire {}
    await RCU.barrier()
    #endif
}

func writes(_ box: RCUBox<Int>, after old: RCUBox<Int>.Version) async {
    #if REFUSED
    box.replace(with: 1)  // expect-error: expression is 'async' but is not marked with 'await'
    box.update { $0 + 1 }  // expect-error: expression is 'async' but is not marked with 'await'
    _ = box.exchange(2)  // expect-error: expression is 'async' but is not marked with 'await'
    _ = box.compareExchange(expected: old, desired: 3)  // expect-error: is 'async' but is not marked with 'await'
    #else
    await box.replace(with: 1)
    await box.update { $0 + 1 }
    _ = await box.exchange(2)
    _ = await box.compareExchange(expected: old, desired: 3)
    #endif
}

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
