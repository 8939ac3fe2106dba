internal import Synchronization

/// The interruption of the shapes with a storm: the yield hook, and whatever the shape adds.
// Unchecked as its superclass is: everything here is constant and Sendable.
final class ReaderInterruption: Interruption, @unchecked Sendable {
    private let run: TortureRun
    private let also: @Sendable () -> Int
    private let draws = Atomic<UInt64>(0)

    /// - Parameter also: what the handler does besides; returns the sections it opened. Async-signal-safe.
    init(_ run: TortureRun, also: @escaping @Sendable () -> Int) {
        self.run = run
        self.also = also
    }

    override func strike() {
        let draw = draws.wrappingAdd(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
        run.countInterruption(reads: also())
        Delay.hook(draw >> 32)
    }
}
