internal import Glibc
internal import Synchronization

/// Hands out the slots of a pool to any thread, and takes them back from any other.
final class SlotAllocator: Sendable {
    let pool: VersionPool
    private let serial = Atomic<UInt64>(0)
    private let takenCount = Atomic<Int>(0)

    init(count: Int) { pool = VersionPool(count: count) }

    /// Slots that are out.
    var taken: Int { takenCount.load(ordering: .sequentiallyConsistent) }

    /// A live version with a serial of its own. A version's stage is -1 while its slot is out.
    func take() -> Version {
        let serial = serial.wrappingAdd(1, ordering: .relaxed).newValue
        var index = Int(truncatingIfNeeded: serial) % pool.count
        while !pool[index].stage.pointee.compareExchange(expected: 0, desired: -1, ordering: .acquiring).exchanged {
            index = (index + 1) % pool.count
            if index == 0 { sched_yield() }
        }
        pool[index].bringToLife(serial: serial, stage: -1)
        takenCount.wrappingAdd(1, ordering: .relaxed)
        return pool[index]
    }

    func giveBack(_ version: Version) {
        version.kill()
        takenCount.wrappingSubtract(1, ordering: .relaxed)
        version.stage.pointee.store(0, ordering: .releasing)
    }
}
