// What several threads may read at once must be Sendable.
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

let published = RCUPointer<Shared>(nil)  // expect-error: 'published' is not concurrency-safe

func startsThread(_ body: @escaping @Sendable () -> Void) {}

func sharesPointer(_ pointer: RCUPointer<Shared>) {
    startsThread { pointer.store(nil) }  // expect-error: capture of 'pointer' with non-Sendable type
}

func boxes(_ value: Shared) {
    _ = RCUBox(value)  // expect-error: does not conform to the 'Sendable' protocol
}

func sharesReporter() {
    #if REFUSED
    let reporter = RCU.QuiescentStateReporter()
    startsThread { reporter.read { _ in } }  // expect-error: capture of 'reporter' with non-Sendable type
    #else
    startsThread {
        let reporter = RCU.QuiescentStateReporter()
        reporter.read { _ in }
    }
    #endif
}
