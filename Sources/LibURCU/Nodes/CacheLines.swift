/// Memory that shares no cache line with anything else.
enum CacheLines {
    /// Two lines, because processors prefetch them in pairs.
    static let alignment = 128

    static func allocate<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let size = (MemoryLayout<Value>.size + alignment - 1) & ~(alignment - 1)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: alignment)
        return memory.initializeMemory(as: Value.self, to: value)
    }
}
