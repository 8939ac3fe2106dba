import ReadCopyUpdate
import TestThreads
import Testing

/// What only the heavy fence prevents: a reader whose word is still in its store buffer when the writer scans, and which has
/// loaded the old pointer already.
@Suite("The heavy fence of a grace period")
struct HeavyFenceTests {
    /// The reader's store buffer is kept full, so its word stays invisible for long; the writer does nothing but replace.
    /// The positive control is the same reader against a writer that waits for nobody: it must see poison, or the
    /// machine is too slow or too busy for this test to tell.
    @Test(
        "A reader whose store is still in its buffer is not overlooked",
        .enabled(
            if: !underThreadSanitizer,
            "the control is a data race on purpose, and ThreadSanitizer sees no missing fence"
        )
    )
    func storeBuffer() async throws {
        let rounds = longTests ? 2_000_000 : 200_000
        let deadline = monotonicSeconds() + 5
        var control = 0
        while control == 0, monotonicSeconds() < deadline { control = run(rounds: rounds, synchronize: {}) }
        if control == 0 { try Test.cancel("the control saw no reclaimed value: this machine is too busy to tell") }
        #expect(run(rounds: rounds, synchronize: { RCU.synchronize() }) == 0, "a reader saw a reclaimed value")
    }

    private func run(rounds: Int, synchronize: @escaping @Sendable () -> Void) -> Int {
        // Two canaries, alternately published: what a late reader finds is poison, never freed memory.
        let canaries = UnsafeMutablePointer<Canary>.allocate(capacity: 2)
        canaries.initialize(repeating: Canary(), count: 2)
        defer { canaries.deallocate() }
        let slots = (UInt(bitPattern: canaries), UInt(bitPattern: canaries + 1))
        let pointer = RCUPointer(canaries)
        let stop = Latch()
        let cold = ColdStores()
        let violations = SharedCounter()
        let reader = TestThread {
            var round = 0
            while !stop.isOpen {
                round += 1
                cold.fill(round)
                RCU.read { section in
                    let canary = section[pointer]
                    for _ in 0..<4 where !canary.pointee.isAlive { violations.increment() }
                }
            }
        }
        let writer = TestThread {
            for round in 1...rounds {
                // Both are addresses of initialised canaries.
                let new = UnsafeMutablePointer<Canary>(bitPattern: round & 1 == 1 ? slots.1 : slots.0)!
                let old = UnsafeMutablePointer<Canary>(bitPattern: round & 1 == 1 ? slots.0 : slots.1)!
                new.pointee = Canary()
                pointer.store(new)
                synchronize()
                old.pointee.word = Canary.poison
            }
            stop.open()
        }
        writer.join()
        reader.join()
        return violations.count
    }
}
