internal import AsymmetricFences
internal import Glibc
internal import Notifiers
internal import ReadCopyUpdate
internal import Synchronization

/// All of an allocator but its handle. It outlives the handle while ranges are live.
final class AllocatorCore: @unchecked Sendable {
    let configuration: BlockAllocator.Configuration
    let reservation: Reservation
    let index: BlockIndex
    let space: AddressSpace
    let queues: UnsafeMutableRawPointer
    let queueCount: Int
    /// The names of the queues without their own numbers: different for each allocator that ever was.
    let names = AllocatorRegistry.takeNumber() << 16
    let splitUnits: SplitUnits
    let collapser = Collapser()
    let reclaimers = Reclaimers()
    let events = AllocatorEvents()
    let flushLock = FlushLock()
    /// Whose memory it is, for subscribers.
    let memoryOwner = MemoryOwner("BlockAllocator")
    /// How many live blocks and large ranges the closed allocator waits for, and one for the closing itself.
    let survivors = Atomic<Int>(0)

    init(_ configuration: BlockAllocator.Configuration) throws(BlockAllocatorError) {
        try configuration.check()
        self.configuration = configuration
        let blockBytes = configuration.blockPages << PageSize.shift
        let unit = max(blockBytes, PageSize.hugeBytes)
        let bytes = (configuration.reservationBytes + unit - 1) / unit * unit
        reservation = try Reservation(byteCount: bytes, blockPages: configuration.blockPages)
        do throws(BlockAllocatorError) {
            index = try BlockIndex(count: reservation.blockCount)
        } catch {
            reservation.release()
            throw error
        }
        guard let splitUnits = SplitUnits(unitCount: bytes / PageSize.hugeBytes) else {
            let error = BlockAllocatorError.system(call: "mmap of the bitmap of split units", errno: errno)
            index.release()
            reservation.release()
            throw error
        }
        self.splitUnits = splitUnits
        let processors = min(max(1, sysconf(Int32(_SC_NPROCESSORS_CONF))), 1 << 16)
        queueCount = min(processors, configuration.queueLimit ?? processors)
        let processorBits = Int.bitWidth - processors.leadingZeroBitCount
        let lazyBytes = configuration.lazyLimitBytes ?? processorBits * 32 << 20
        space = AddressSpace(blockCount: reservation.blockCount, lazyLimit: lazyBytes / blockBytes)
        queues = .allocate(byteCount: queueCount * CPUQueue.stride, alignment: 128)
        for number in 0..<queueCount {
            queue(number).initialize(insertion: configuration.insertion, name: names | UInt(number))
        }
        // Starts the thread that will free metadata. The first flush may come when there is no memory left for a thread, and would
        // end the process.
        RCU.retire {}
        AllocatorRegistry.shared.add(self)
    }

    /// When nothing is live any more, and nobody looks: what the index still leads to is dead.
    deinit {
        let frontier = space.summary.frontier
        for position in 0..<frontier {
            switch index.entry(at: position) {
            case .none: break
            case .block(let block): block.deallocate()
            case .direct(let range): range.deallocate()
            }
        }
        for number in 0..<queueCount { queue(number).deinitialize() }
        queues.deallocate()
        index.release()
        Teardown(
            reservation: reservation,
            usedBytes: frontier << reservation.blockShift,
            notifiers: configuration.notifiers,
            owner: memoryOwner
        ).run()
    }

    func queue(_ number: Int) -> CPUQueue { CPUQueue(raw: queues + number * CPUQueue.stride) }

    var allQueues: some Sequence<CPUQueue> { (0..<queueCount).lazy.map(queue) }
}
