import AsymmetricFences

/// The very call that seed 1 introduced and timed: `MEMBARRIER_CMD_GLOBAL`, then called `SHARED`.
enum GlobalMembarrier: BenchmarkedFence {
    /// Why this kernel refuses the call, or nil where it serves it.
    static func refusal() -> String? {
        do throws(Membarrier.Failure) {
            try Membarrier.issue(.global)
            return nil
        } catch {
            return error.description
        }
    }

    static func issue() {
        try? Membarrier.issue(.global)
    }
}
