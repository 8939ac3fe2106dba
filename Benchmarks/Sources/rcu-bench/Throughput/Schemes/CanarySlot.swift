import Synchronization

/// The pointer that writers replace, for the schemes whose library does not bring one.
struct CanarySlot: Sendable {
    private let cell = IsolatedCell(Atomic<UnsafeMutablePointer<Canary>>(Canary.allocate()))

    /// liburcu's `rcu_dereference`; the acquire also keeps the compiler from loading once for many turns.
    @inline(__always)
    func load() -> UnsafeMutablePointer<Canary> {
        cell.address.pointee.load(ordering: .acquiring)
    }

    /// liburcu's `rcu_xchg_pointer`.
    func exchange(_ canary: UnsafeMutablePointer<Canary>) -> UnsafeMutablePointer<Canary> {
        cell.address.pointee.exchange(canary, ordering: .sequentiallyConsistent)
    }

    /// Frees the value and the slot, once no thread uses them.
    func destroy() {
        load().deallocate()
        cell.destroy()
    }
}
