/// A value at a fixed address, alone on its cache lines: what else the process writes must not slow its readers.
///
/// `@unchecked Sendable`: the cell is an address; only values that synchronise themselves are put into it.
struct IsolatedCell<Value: ~Copyable>: @unchecked Sendable {
    // Two lines, since processors fetch lines in pairs.
    private static var spacing: Int { 128 }

    let address: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        let size = (max(MemoryLayout<Value>.size, 1) + Self.spacing - 1) / Self.spacing * Self.spacing
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.spacing)
        address = memory.bindMemory(to: Value.self, capacity: 1)
        address.initialize(to: value)
    }

    /// Ends the value's life; the owner calls it once.
    func destroy() {
        address.deinitialize(count: 1)
        address.deallocate()
    }
}
