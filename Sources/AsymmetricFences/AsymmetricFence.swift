public import CMembarrier

/// A pair of memory fences of unequal price: free for the many, a system call for the few.
///
/// Where two threads would each need a full fence, the frequent one uses ``light()`` and the rare one ``heavy()``.
///
/// What is ordered (O) and what is not (X), for each pair of fences in two threads; this is the contract:
///
/// |              | ``light()`` | full fence | ``heavy()`` |
/// |--------------|-------------|------------|-------------|
/// | ``light()``  | X           | X          | O           |
/// | full fence   | X           | O          | O           |
/// | ``heavy()``  | O           | O          | O           |
///
/// - Warning: The table speaks of two threads and does not compose. An outcome that needs a cycle through several threads
///   is forbidden only if the cycle has at least as many heavy fences as light ones: light/heavy/light around a ring of
///   three threads is *allowed*; light/heavy/heavy and light/heavy/light/heavy are not.
/// - Note: Sources: seed 1 of this project; membarrier(2); the composition rule is checked in `Verification/Models`.
public enum AsymmetricFence {
    /// The frequent side: keeps the compiler from moving memory accesses across, and costs nothing at run time.
    ///
    /// Ordered only against the ``heavy()`` of another thread. May be called anywhere, signal handlers included.
    @inlinable
    @inline(__always)
    public static func light() {
        cmembarrier_compiler_barrier()
    }

    /// The rare side: when it returns, every thread of the process has passed through a full memory barrier since the call.
    ///
    /// - Blocks: for one system call in the best case (0.2 to 3 us), longer under other strategies: see ``FenceStrategy``.
    ///   Concurrent callers share system calls.
    /// - Ordering: a full fence for the caller itself, before and after.
    /// - Contexts: any thread; not a signal handler.
    /// - Cannot fail: a strategy that the system denies is replaced by the next; where none is left, the process
    ///   stops with a message, since going on would be unordered.
    public static func heavy() {
        HeavyFence.shared.issue()
    }
}
