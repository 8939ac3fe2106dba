/// A value for an ``RCUBox`` whose end can be seen.
struct BoxedVersion: ~Copyable, Sendable {
    // An allocator writes into the first words of what is freed; these spare the address, so that a stale reader finds
    // the poison.
    private let spared: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private let address: UInt
    private let slots: SlotAllocator

    init(in slots: SlotAllocator) {
        self.slots = slots
        address = UInt(bitPattern: slots.take().base)
    }

    deinit {
        if let version = version(in: slots) { slots.giveBack(version) }
    }

    /// What the box holds; nil if it is no version at all.
    func version(in slots: SlotAllocator) -> Version? {
        guard let base = UnsafeMutableRawPointer(bitPattern: address), slots.pool.owns(base) else { return nil }
        return Version(base: base)
    }
}
