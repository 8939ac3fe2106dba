import ReadCopyUpdate

/// The value that every section reads, behind a pointer for each kind of reader.
final class SectionTarget: Sendable {
    let pointer: RCUPointer<UInt64>
    let box = RCUBox<UInt64>(1)
    let sleepable = SleepableRCU()

    init() {
        let value = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        value.initialize(to: 1)
        pointer = RCUPointer(value)
    }

    deinit {
        pointer.load()?.deallocate()
    }
}
