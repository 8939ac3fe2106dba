/// Ranges of pages from one reserved range of addresses, in the manner of the kernel's `vm_map_ram`: without a system call, a page
/// fault or a locked instruction for each.
///
///     let buffers = try BlockAllocator()
///     let buffer = try buffers.allocate(pages: 16)
///     buffer.bytes.copyBytes(from: request)
///     // … and `buffer` returns itself when it goes out of scope, on whatever thread.
///
/// Sizes are rounded up to a power of two. Up to 64 pages come from blocks of ``Configuration/blockPages`` pages, of which each
/// processor has its own, and which are handed out from front to back: a range that was freed is not used again before its whole
/// block was. Larger requests get blocks of their own.
///
/// It is for buffers of whole pages that come and go: I/O buffers, arenas, page caches; and, with ``map(_:)``, to see scattered
/// frames of a file in memory as one range. It is not a replacement for `malloc`.
///
/// - Memory: freed memory stays with the allocator, for the next user, up to ``Configuration/lazyLimitBytes`` and some blocks for
///   each processor; ``flush()`` gives all of it back.
/// - Contexts: any thread; not a signal handler. In a child of a fork the allocator works on, with the ranges that it had.
/// - Lifetime: ranges may outlive the allocator. Its addresses go back to the system when the last one has been freed.
/// - Note: Sources: seed 2 of this project; `mm/vmalloc.c` of Linux.
public final class BlockAllocator: Sendable {
    let core: AllocatorCore
    // Copies of what the fast path needs.
    @usableFromInline
    nonisolated(unsafe) let queues: UnsafeMutableRawPointer
    /// 0 where each range is worked on before or after its use, so that there is no fast path.
    @usableFromInline
    let fastQueueCount: UInt
    @usableFromInline
    let queueNames: UInt

    /// Ranges of at most so many pages come from blocks.
    @inlinable
    public static var largestBlockRange: Int { 64 }

    /// Reserves the addresses.
    ///
    /// - Throws: ``BlockAllocatorError/invalidConfiguration(setting:value:expected:)``, or
    ///   ``BlockAllocatorError/system(call:errno:)`` where there is not so much address space (`RLIMIT_AS`).
    public init(_ configuration: Configuration = Configuration()) throws(BlockAllocatorError) {
        core = try AllocatorCore(configuration)
        queues = core.queues
        let isPlain = !configuration.zeroOnReuse && !configuration.guardPages && !configuration.poisonOnFree
        fastQueueCount = isPlain ? UInt(core.queueCount) : 0
        queueNames = core.names
        // Given up by the last range, or by the closing where there is none.
        _ = Unmanaged.passRetained(core)
    }

    deinit { core.close() }

    /// A range by plain loads and stores, if the thread has the lease of a queue, and the queue has room.
    @inlinable
    @inline(__always)
    func takeFast(_ pages: Int, _ kind: BlockKind) -> Slot? {
        let me = LeaseHolder.current
        let number = me.lastQueue.pointee ^ queueNames
        guard _fastPath(UInt(bitPattern: pages &- 1) < 64 && number < fastQueueCount) else { return nil }
        let queue = CPUQueue(raw: queues + Int(bitPattern: number) &* CPUQueue.stride)
        guard _fastPath(queue.lease.pointee.tryEnter(me)) else { return nil }
        let slot = queue.take(order: SizeClass.order(ofSmall: pages), kind, isLast: false)
        queue.lease.pointee.leave(me)
        return slot
    }
}
