import ReadCopyUpdate

/// A table in memory of its own, published by its address.
final class Prices: Sendable {
    private let table = RCUPointer<[Int]>(nil)

    func price(of item: Int) -> Int? {
        RCU.read { section in section.load(table)?.pointee[item] }
    }

    /// The old table is destroyed after a grace period, which nobody waits for here.
    func publish(_ prices: [Int]) {
        let new = UnsafeMutablePointer<[Int]>.allocate(capacity: 1)
        new.initialize(to: prices)
        guard let old = table.exchange(new) else { return }
        RCU.retire(old, cost: old.pointee.count * MemoryLayout<Int>.stride)
    }

    /// When it returns, all that was retired before has been destroyed.
    func close() async {
        if let last = table.exchange(nil) { await RCU.retire(last) }
        await RCU.barrier()
    }
}
