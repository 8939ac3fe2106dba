internal import AsymmetricFences
internal import Synchronization

/// A futex word that lives as long as those who use it.
final class WaitWord: Sendable {
    private let futex: Futex

    init(_ initial: UInt32 = 0) {
        let word = UnsafeMutablePointer<Atomic<UInt32>>.allocate(capacity: 1)
        word.initialize(to: Atomic(initial))
        futex = Futex(word)
    }

    deinit { futex.word.deallocate() }

    var value: UInt32 { futex.word.pointee.load(ordering: .acquiring) }

    /// - Ordering: release, and no fence.
    func store(_ new: UInt32) { futex.word.pointee.store(new, ordering: .releasing) }

    func increment() { futex.word.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent) }

    func wake() { futex.wake() }

    func wait(whileEqualTo expected: UInt32, timeoutNanoseconds: Int64 = -1) {
        futex.wait(whileEqualTo: expected, timeoutNanoseconds: timeoutNanoseconds)
    }
}
