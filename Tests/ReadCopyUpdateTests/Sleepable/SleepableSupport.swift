import Synchronization
import TestThreads

@testable import ReadCopyUpdate

extension SleepableRCU {
    /// Whether a writer has asked the sections that end to wake it: it found one open, and is about to sleep.
    var isAwaited: Bool { counters.waiting.pointee.load(ordering: .sequentiallyConsistent) != 0 }
}

/// As `waitUntil`, for tasks: lets others of the pool run.
func eventually(within seconds: Double = 30, _ condition: () -> Bool) async -> Bool {
    let deadline = monotonicSeconds() + seconds
    while !condition() {
        guard monotonicSeconds() < deadline else { return condition() }
        await Task.yield()
    }
    return true
}

/// A door that tasks wait at, suspended, until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    var waitingCount: Int { waiting.count }

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Two canaries, published in turn: what a reader that comes too late finds is poison, never freed memory.
final class CanaryPair: @unchecked Sendable {
    let pointer: RCUPointer<Canary>
    private let canaries: UnsafeMutablePointer<Canary>
    private var turn = 0

    init() {
        canaries = .allocate(capacity: 2)
        canaries.initialize(repeating: Canary(), count: 2)
        pointer = RCUPointer(canaries)
    }

    deinit { canaries.deallocate() }

    /// Publishes the other one. Only the writer calls this, and the next.
    func publishOther() {
        turn ^= 1
        canaries[turn] = Canary()
        pointer.store(canaries + turn)
    }

    func poisonOld() {
        canaries[turn ^ 1].word = Canary.poison
    }
}
