import CLiburcu
import Glibc
import LibURCU
import ReadCopyUpdate
import Synchronization

/// This package's RCU, with a count of what one thread asks of it.
enum CountingFlavor: LibURCUFlavor {
    /// What an operation did: how many sections it opened and closed, and how many nodes it gave to `call_rcu`.
    struct Effects: Equatable, Sendable {
        var opened = 0
        var closed = 0
        var retired = 0
    }

    /// The thread that counts; others take dropped tables apart meanwhile.
    private static let counted = Atomic<UInt>(0)
    private static let opened = Atomic<Int>(0)
    private static let closed = Atomic<Int>(0)
    private static let retired = Atomic<Int>(0)

    static var name: String { "counting" }
    static func register() { RCU.register() }
    static func unregister() {}
    static func quiescentState() {}
    static func synchronize() { RCU.synchronize() }
    static var flavorStruct: UnsafePointer<rcu_flavor_struct> { table }

    static func readLock() {
        count(opened)
        RCU.readLock()
    }

    static func readUnlock() {
        RCU.readUnlock()
        count(closed)
    }

    static func effects(of body: () -> Void) -> Effects {
        opened.store(0, ordering: .relaxed)
        closed.store(0, ordering: .relaxed)
        retired.store(0, ordering: .relaxed)
        counted.store(UInt(pthread_self()), ordering: .relaxed)
        body()
        counted.store(0, ordering: .relaxed)
        return Effects(
            opened: opened.load(ordering: .relaxed),
            closed: closed.load(ordering: .relaxed),
            retired: retired.load(ordering: .relaxed)
        )
    }

    private static func count(_ counter: borrowing Atomic<Int>) {
        guard counted.load(ordering: .relaxed) == UInt(pthread_self()) else { return }
        counter.wrappingAdd(1, ordering: .relaxed)
    }

    // Written before anyone has it, read-only since, never freed.
    private nonisolated(unsafe) static let table: UnsafePointer<rcu_flavor_struct> = {
        let table = UnsafeMutablePointer<rcu_flavor_struct>.allocate(capacity: 1)
        table.initialize(to: RCU.flavorStruct.pointee)
        table.pointee.update_call_rcu = { head, callback in
            count(retired)
            RCU.flavorStruct.pointee.update_call_rcu(head, callback)
        }
        return UnsafePointer(table)
    }()
}
