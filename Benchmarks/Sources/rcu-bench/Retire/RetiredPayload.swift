import AsymmetricFences
import BenchmarkKit
import Glibc

/// What every retired object carries: a canary, and where its destruction is counted.
struct RetiredPayload: Sendable {
    private static let alive: UInt64 = 0x5EED_0001_C0FF_EE11
    private static let poisonByte: CInt = 0xDB

    // A variable: of a constant the compiler would know without looking.
    private var canary = alive
    private let shard: Unmanaged<RetirementShard>

    /// The shard outlives all that is retired: a run ends with a barrier.
    @inline(__always)
    init(_ shard: RetirementShard) {
        self.shard = .passUnretained(shard)
    }

    /// Destroys the object whose payload this is, all but the memory: `bytes` bytes at `start` are poisoned, so that a
    /// second destruction finds no canary.
    @inline(__always)
    func destroy(_ start: UnsafeMutableRawPointer, bytes: Int) {
        guard canary == Self.alive else { Self.abort() }
        let shard = shard
        Self.poison(start, bytes: bytes)
        shard._withUnsafeGuaranteedRef { $0.countDestroyed() }
    }

    @inline(__always)
    static func poison(_ start: UnsafeMutableRawPointer, bytes: Int) {
        memset(start, poisonByte, bytes)
        // Keeps the compiler from dropping the poison for memory that is about to be freed.
        AsymmetricFence.light()
    }

    @inline(never)
    private static func abort() -> Never {
        BenchmarkAbort.abort(
            "rcu-bench: retire: an object without its canary was to be destroyed: twice, or overwritten; run abandoned",
            status: .software
        )
    }
}
