/// One version of a value in memory of its own, between the writers of an ``RCUBox``.
struct RCUVersion<Value: ~Copyable & Sendable> {
    let address: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        address = .allocate(capacity: 1)
        address.initialize(to: value)
    }

    init(at address: UnsafeMutablePointer<Value>) {
        self.address = address
    }

    func destroy() {
        address.deinitialize(count: 1)
        address.deallocate()
    }
}

// A version that is published is only read; one that is not is its writer's alone.
extension RCUVersion: @unchecked Sendable where Value: ~Copyable {}
