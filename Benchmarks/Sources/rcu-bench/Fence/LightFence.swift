import AsymmetricFences

/// The seed's `barrier()`.
enum LightFence: BenchmarkedFence {
    @inline(__always)
    static func issue() { AsymmetricFence.light() }
}
