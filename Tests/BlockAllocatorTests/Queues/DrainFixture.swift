import CMembarrier
import Notifiers
import Synchronization
import TestThreads

@testable import BlockAllocator

/// An allocator with one queue, workers that use it, and the state that drains it when one leaves.
final class DrainFixture: Sendable {
    let recorder = AnnouncementRecorder()
    let allocator: BlockAllocator
    let workers = WorkerGroup(WorkerGroup.Configuration(capacity: 4))
    let probe = AccessProbe()

    init(_ change: (inout BlockAllocator.Configuration) -> Void = { _ in }) throws {
        let configuration = BlockAllocator.Configuration.small(megabytes: 64, blockPages: 128)
            .with { [recorder] in $0.notifiers = recorder.notifiers }
        allocator = try BlockAllocator(configuration.with(change))
    }

    var queue: CPUQueue { allocator.core.queue(0) }
    var owner: UInt { queue.lease.pointee.owner.load(ordering: .relaxed) }
    var residentBytes: Int { allocator.backing?.residentBytes ?? -1 }

    func install() throws -> Hotplug.Installation { try allocator.installDrain(on: workers.hotplug) }
    func up(_ worker: Int = 0) throws { try workers.hotplug.bringUp(worker) }
    func down(_ worker: Int = 0) throws { try workers.hotplug.takeDown(worker) }
    func run<Result: Sendable>(on worker: Int = 0, _ body: @escaping @Sendable () -> Result) throws -> Result {
        try workers.run(on: worker, body)
    }

    /// Often enough for the queue to lean towards the calling thread, in a block that then has room.
    static func settle(_ allocator: BlockAllocator) {
        for _ in 0..<2 * LeaseTurns.streakForLease { take(1, of: allocator).release() }
    }

    /// Worker 0 gets the lease, three or more blocks that are dead afterwards, and one in which a range of 4 pages stays.
    func use() throws -> SentAddress {
        try run { [allocator] in
            Self.settle(allocator)
            let kept = Self.take(4, of: allocator)
            let others = (0..<6).map { _ in Self.take(64, of: allocator).take() }
            for address in others { allocator.free(address) }
            return SentAddress(address: kept.take())
        }
    }

    /// A range all of whose bytes are 7.
    static func take(_ pages: Int, of allocator: BlockAllocator) -> PageRange {
        do {
            let range = try allocator.allocate(pages: pages)
            range.bytes.initializeMemory(as: UInt8.self, repeating: 7)
            return range
        } catch {
            fatalError("\(error)")
        }
    }

    /// Whether the bytes of ``take(_:of:)`` are there, without a fault where they are not.
    func isWhole(_ address: UnsafeMutableRawPointer, pages: Int) -> Bool {
        (0..<pages).allSatisfy { probe.canRead(UInt(bitPattern: address) + UInt($0) << 12) }
            && holdsOnly(7, address, pages)
    }

    func problems(live: [UInt: ShadowRange] = [:], isAfterFlush: Bool = false) -> [String] {
        AllocatorValidator(allocator).problems(with: live, isAfterFlush: isAfterFlush)
    }
}

/// An address that threads hand over.
struct SentAddress: @unchecked Sendable {
    let address: UnsafeMutableRawPointer

    var number: UInt { UInt(bitPattern: address) }
}
