import AsymmetricFences

/// The seed's `sys_membarrier()`, under whichever strategy the process has.
enum HeavyFence: BenchmarkedFence {
    @inline(__always)
    static func issue() { AsymmetricFence.heavy() }
}
