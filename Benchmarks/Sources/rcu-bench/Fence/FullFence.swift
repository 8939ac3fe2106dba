import Synchronization

/// The seed's `smp_mb()`.
enum FullFence: BenchmarkedFence {
    @inline(__always)
    static func issue() { atomicMemoryFence(ordering: .sequentiallyConsistent) }
}
