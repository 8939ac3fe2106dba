import LibURCU
import ReadCopyUpdate

/// A lock and an unlock of one flavor, this package's included.
struct FlavorSection<Flavor: RCUFlavor>: ~Copyable, MeasuredSection {
    private let pointer: RCUPointer<UInt64>

    init(_ target: SectionTarget) {
        pointer = target.pointer
        Flavor.register()
    }

    @inline(__always)
    func read() -> UInt64 {
        Flavor.readLock()
        let value = pointer.loadedValue
        Flavor.readUnlock()
        return value
    }

    deinit {
        Flavor.unregister()
    }
}
