import Glibc

/// A thread's body on its way through `pthread_create`, whose C entry point cannot capture anything.
final class ThreadStart: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func launch() -> pthread_t {
        var handle = pthread_t()
        let argument = Unmanaged.passRetained(self)
        let status = pthread_create(&handle, nil, threadStartEntry, argument.toOpaque())
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
