import Glibc

/// A thread's body on its way through `pthread_create`, whose C entry point cannot capture anything.
final class ThreadStart: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func launch(stackBytes: Int? = nil) -> pthread_t {
        var handle = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes {
            let status = pthread_attr_setstacksize(&attributes, stackBytes)
            precondition(status == 0, "pthread_attr_setstacksize failed: error \(status)")
        }
        let argument = Unmanaged.passRetained(self)
        let status = pthread_create(&handle, &attributes, threadStartEntry, argument.toOpaque())
        guard status == 0 else {
            BenchmarkAbort.abort("cannot start a thread: \(String(cString: strerror(status)))", status: .systemError)
        }
        return handle
    }

    fileprivate func run() {
        body()
    }
}

private func threadStartEntry(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
