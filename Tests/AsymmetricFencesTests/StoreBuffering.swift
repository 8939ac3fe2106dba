import Synchronization
import TestThreads

/// Store buffering, the litmus test that tells a full barrier from none: each thread stores its own flag, fences, and
/// loads the other's. Without enough fence both may load 0.
///
/// Both threads leave a rendezvous at about the same time, a small pseudo-random delay apart, with their store
/// buffers full, or the window is missed.
final class StoreBuffering: Sendable {
    // Each word on lines of its own.
    private let words: [Line]
    private let cold = (ColdStores(), ColdStores())

    private final class Line: Sendable {
        private let before = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let value = Atomic<Int>(0)
        private let after = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    }

    init() { words = (0..<6).map { _ in Line() } }

    /// Runs until `enough` rounds ended with both loads 0, or `limit` rounds or `seconds` are over.
    func run(
        limit: Int,
        enough: Int = .max,
        seconds: Double,
        _ fenceA: @escaping @Sendable () -> Void,
        _ fenceB: @escaping @Sendable () -> Void
    ) -> (rounds: Int, bothZero: Int) {
        let bothZero = SharedCounter()
        let rounds = SharedCounter()
        let deadline = monotonicSeconds() + seconds
        for word in words { word.value.store(0, ordering: .sequentiallyConsistent) }
        let flags = (words[0], words[1])
        let arrivals = (words[2], words[3])
        let results = (words[4], words[5])
        let cold = self.cold
        let other = TestThread {
            var round = 0
            while true {
                round += 1
                arrivals.1.value.store(round, ordering: .releasing)
                while arrivals.0.value.load(ordering: .acquiring) < round {}
                if arrivals.0.value.load(ordering: .acquiring) == .max { return }
                Self.delay(round &* 7)
                cold.1.fill(round)
                flags.1.value.store(round, ordering: .relaxed)
                fenceB()
                results.1.value.store(flags.0.value.load(ordering: .relaxed), ordering: .releasing)
            }
        }
        var round = 0
        while true {
            round += 1
            // The other thread has left its result of the last round when it arrives for this one.
            while arrivals.1.value.load(ordering: .acquiring) < round {}
            if round > 1, results.0.value.load(ordering: .relaxed) < round - 1,
                results.1.value.load(ordering: .acquiring) < round - 1
            {
                bothZero.increment()
            }
            let stop =
                round > limit || bothZero.count >= enough || (round & 1023 == 0 && monotonicSeconds() > deadline)
            arrivals.0.value.store(stop ? .max : round, ordering: .releasing)
            if stop { break }
            rounds.increment()
            Self.delay(round &* 13)
            cold.0.fill(round)
            flags.0.value.store(round, ordering: .relaxed)
            fenceA()
            results.0.value.store(flags.1.value.load(ordering: .relaxed), ordering: .relaxed)
        }
        other.join()
        return (rounds.count, bothZero.count)
    }

    private static func delay(_ seed: Int) {
        for _ in 0..<((seed >> 3) & 63) { spinOnce() }
    }
}
