// The same where a task, not a closure marked @Sendable, takes it along.
import ReadCopyUpdate

final class Mutable {
    var value = 0
}

final class Immutable: Sendable {
    let value = 0
}

#if REFUSED
typealias Shared = Mutable
#else
typealias Shared = Immutable
#endif

func startsTask(with pointer: RCUPointer<Shared>) {
    _ = Task { pointer.store(nil) }  // expect-error: passing closure as a 'sending' parameter
}
