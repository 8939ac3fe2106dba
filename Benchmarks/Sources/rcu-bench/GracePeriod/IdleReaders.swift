import BenchmarkKit
import CLiburcu
import LibURCU

/// Threads that are registered as readers, have read once, and sleep.
///
/// Each is registered with all implementations, so that they can take turns while the same threads exist.
final class IdleReaders {
    private static let stackBytes = 128 * 1024

    private let flavors: [any LibURCUFlavor.Type]
    private let asleep = Semaphore()
    private let end = Semaphore()
    private var threads: [BenchmarkThread<Void>] = []

    init(_ implementations: [ImplementationName]) {
        flavors = implementations.map(\.flavor)
    }

    /// Adds threads until there are `count`, and returns when the last of them is about to sleep.
    func grow(to count: Int) {
        let added = count - threads.count
        for _ in 0..<added {
            threads.append(
                BenchmarkThread(stackBytes: Self.stackBytes) { [flavors, asleep, end] in
                    for flavor in flavors { Self.readOnce(flavor) }
                    asleep.signal()
                    end.wait()
                    for flavor in flavors { flavor.unregister() }
                }
            )
        }
        asleep.wait(added)
    }

    deinit {
        end.signal(threads.count)
        threads.forEach { $0.join() }
    }

    private static func readOnce<Flavor: LibURCUFlavor>(_ flavor: Flavor.Type) {
        flavor.register()
        flavor.read {}
        // A quiescent-state reader that sleeps says so first; with the others it does nothing.
        flavor.flavorStruct.pointee.thread_offline()
    }
}
