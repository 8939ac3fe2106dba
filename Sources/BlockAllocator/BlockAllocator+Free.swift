internal import ReadCopyUpdate
internal import Synchronization

extension BlockAllocator {
    /// Takes back a range by its address: from ``allocateAddress(pages:lifetime:)``, ``mapAddress(_:)`` or ``PageRange/take()``.
    ///
    /// Traps, with the address, where it is no live range's: one that was freed already, that begins elsewhere, or that another
    /// allocator owns. An address that was freed and has been handed out again since is its new owner's; only a ``PageRange``
    /// excludes that.
    ///
    /// - Complexity: some nanoseconds, one locked instruction; another one where the block belongs to another thread's queue.
    /// - Blocks: only where a block dies and so much is dead that memory is given back: for these system calls, and above the
    ///   limit of retirements as `RCU.retire` does.
    /// - Contexts: any thread, also one that has never allocated; not a signal handler.
    /// - Ordering: what the caller did with the memory happens before its next use.
    public func free(_ address: UnsafeMutableRawPointer) {
        core.free(address, .lazy)
    }

    /// As ``free(_:)``, and says what becomes of the addresses.
    public func free(_ address: UnsafeMutableRawPointer, _ mode: ReleaseMode) {
        core.free(address, mode)
    }
}
