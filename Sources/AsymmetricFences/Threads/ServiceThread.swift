internal import CMembarrier
internal import Glibc

/// Threads of the library's own.
package enum ServiceThread {
    /// Starts a detached thread, which leaves the program's signals to the program's threads. Traps if there can be none:
    /// what it was to do would never be done.
    ///
    /// - Parameters:
    ///   - name: as `ps` shows it; 15 bytes at most.
    ///   - signals: what it accepts besides faults and the signals of the fence strategy.
    package static func start(
        name: StaticString,
        accepting signals: [CInt] = [],
        _ body: @escaping @Sendable () -> Void
    ) {
        let context = Unmanaged.passRetained(Entry(name: name, body: body))
        var thread = pthread_t()
        var failure: CInt = 0
        // Inherited, so that no signal finds the thread before it has blocked it. And the less a new thread does that takes the Swift
        // runtime's locks for the first time, the less a fork at that moment leaves locked in the child.
        SignalMask.whileBlockingProgramSignals(except: signals) {
            failure = pthread_create(&thread, nil, main, context.toOpaque())
        }
        require(failure == 0, "cannot start the thread \(name): errno \(failure)")
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let entry = Unmanaged<Entry>.fromOpaque(context).takeRetainedValue()
        cmembarrier_name_this_thread(UnsafeRawPointer(entry.name.utf8Start).assumingMemoryBound(to: CChar.self))
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
