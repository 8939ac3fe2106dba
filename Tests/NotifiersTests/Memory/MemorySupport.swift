import AsymmetricFences
import ReadCopyUpdate
import Synchronization
import TestThreads

@testable import Notifiers

/// As `blocking`, of a body that throws.
func blockingOrThrowing<Result>(_ body: () throws -> Result) throws -> Result { try body() }

/// Runs `body` as a task on a thread of its own. On the pool it would not run while tests block all of its threads, and those might wait for it.
func taskOnOwnThread(_ body: @escaping @Sendable () async -> Void) {
    Task(executorPreference: ServiceExecutor(name: "test")) { await body() }
}

/// What callbacks were called with, in order.
// Unchecked for what the lock protects. Not a `Mutex`, which ThreadSanitizer does not see.
final class MemoryLog: @unchecked Sendable {
    private let lock = FutexLock()
    private var entries: [String] = []

    func note(_ entry: String) { lock.withLock { entries.append(entry) } }

    var all: [String] { lock.withLock { entries } }

    func take() -> [String] {
        lock.withLock {
            defer { entries = [] }
            return entries
        }
    }

    /// Operations that note each start, end and release as "name+first", "name-first", "name!".
    func operations(_ name: String) -> MemoryOperations {
        MemoryOperations(
            release: { self.note("\(name)!") },
            start: .always { self.note("\(name)+\($0.addresses.lowerBound)") },
            end: { self.note("\(name)-\($0.addresses.lowerBound)") }
        )
    }

    /// Operations that refuse what may not block, and note it as "name?first".
    func refusing(_ name: String) -> MemoryOperations {
        MemoryOperations(
            start: .mayRefuse { what in
                self.note("\(name)?\(what.addresses.lowerBound)")
                return what.isBlockable ? .done : .refused
            }
        )
    }
}

extension MemoryNotifiers {
    /// As `start`, of ten bytes.
    func start(_ first: UInt, _ event: MemoryEvent = .clear) -> OpenInvalidation {
        start(MemoryInvalidation(addresses: first..<first + 10, event: event))
    }

    func startWithoutBlocking(_ first: UInt) -> OpenInvalidation? {
        startWithoutBlocking(MemoryInvalidation(addresses: first..<first + 10, event: .clear))
    }

    /// The counts when what began before anybody was subscribed is over.
    func settledCounts() -> Counts {
        waitUntil { !openInvalidations.contains { $0.invalidation == nil } }
        return counts
    }

    var activeCount: Int { index.withLock { $0.active } }

    var sequence: UInt64 { index.withLock { $0.sequence } }

    /// Whether it was not refused; it is ended again.
    func startsWithoutBlocking(_ first: UInt) -> Bool {
        guard let open = startWithoutBlocking(first) else { return false }
        open.end()
        return true
    }

    /// Whether a start finds anybody.
    var hasList: Bool { counts.hasList }

    /// Readers that wait.
    var waiterCount: Int { counts.waiters }
}

/// A value that says whether it is poisoned, and how often it was found so.
final class Poisonable: Sendable {
    private let isPoisoned = Atomic<Bool>(false)
    let violations: SharedCounter

    init(_ violations: SharedCounter) { self.violations = violations }

    /// Looks twice, with a pause between: what runs too long is found too.
    func use() {
        if isPoisoned.load(ordering: .sequentiallyConsistent) { violations.increment() }
        for _ in 0..<20 { spinOnce() }
        if isPoisoned.load(ordering: .sequentiallyConsistent) { violations.increment() }
    }

    func poison() { isPoisoned.store(true, ordering: .sequentiallyConsistent) }
}

/// Something that is passed on to a closure of another thread, once.
final class Handover<Value: ~Copyable>: @unchecked Sendable {
    private let lock = FutexLock()
    private var value: Value?

    init(_ value: consuming Value) { self.value = consume value }

    init() { value = nil }

    func put(_ new: consuming Value) {
        var new: Value? = consume new
        lock.withLock { value = new.take() }
    }

    func take() -> Value? { lock.withLock { value.take() } }
}
