internal import AsymmetricFences
internal import CLiburcuShims
internal import Glibc

/// Threads of the library's own.
enum ServiceThread {
    /// Starts a detached thread, which leaves the program's signals to the program's threads. Traps if there can be
    /// none.
    static func start(name: StaticString, _ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Entry(name: name, body: body))
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, main, context.toOpaque())
        require(failure == 0, "LibURCU cannot start a thread: errno \(failure)")
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let entry = Unmanaged<Entry>.fromOpaque(context).takeRetainedValue()
        cliburcushims_name_this_thread(UnsafeRawPointer(entry.name.utf8Start).assumingMemoryBound(to: CChar.self))
        SignalMask.blockProgramSignals()
        entry.body()
        return nil
    }

    private final class Entry: Sendable {
        let name: StaticString
        let body: @Sendable () -> Void

        init(name: StaticString, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
