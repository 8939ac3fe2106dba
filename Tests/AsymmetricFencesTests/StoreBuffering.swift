import CTestShims
import Glibc
import Synchronization
import TestThreads

/// Store buffering, the litmus test that tells a full barrier from none: each thread stores its own flag, fences, and
/// loads the other's. Without enough fence both may load the old value.
///
/// Both threads leave a rendezvous at the same time by the clock, with their store buffers full, or the window is missed.
/// The words are raw memory: a debug build would count references around each access to an object, with locked
/// instructions, which are full fences.
final class StoreBuffering: Sendable {
    private let memory: UInt
    private let cold = (ColdStores(), ColdStores())

    /// Words on lines of their own, two for each thread's flag, arrival and result, and one for the time to start.
    private struct Words {
        let base: UnsafeMutableRawPointer

        subscript(_ index: Int) -> UnsafeMutablePointer<Atomic<Int>> {
            (base + index * 256).assumingMemoryBound(to: Atomic<Int>.self)
        }

        var flags: (UnsafeMutablePointer<Atomic<Int>>, UnsafeMutablePointer<Atomic<Int>>) { (self[0], self[1]) }
        var arrivals: (UnsafeMutablePointer<Atomic<Int>>, UnsafeMutablePointer<Atomic<Int>>) { (self[2], self[3]) }
        var results: (UnsafeMutablePointer<Atomic<Int>>, UnsafeMutablePointer<Atomic<Int>>) { (self[4], self[5]) }
        var start: UnsafeMutablePointer<Atomic<Int>> { self[6] }
    }

    private var words: Words {
        // The address of an allocation, never 0.
        Words(base: UnsafeMutableRawPointer(bitPattern: memory)!)
    }

    init() {
        let base = UnsafeMutableRawPointer.allocate(byteCount: 7 * 256, alignment: 256)
        memory = UInt(bitPattern: base)
        for index in 0..<7 { words[index].initialize(to: Atomic(0)) }
    }

    deinit { words.base.deallocate() }

    /// Runs until `enough` rounds ended with both loads old, or `limit` rounds or `seconds` are over.
    func run(
        limit: Int,
        enough: Int = .max,
        seconds: Double,
        _ fenceA: @escaping @Sendable () -> Void,
        _ fenceB: @escaping @Sendable () -> Void
    ) -> (rounds: Int, bothOld: Int) {
        for index in 0..<7 { words[index].pointee.store(0, ordering: .sequentiallyConsistent) }
        let rounds = SharedCounter()
        let bothOld = SharedCounter()
        let one = TestThread { [self] in
            Self.pin(0)
            let total = lead(limit: limit, enough: enough, until: monotonicSeconds() + seconds, fenceA)
            rounds.store(total.rounds)
            bothOld.store(total.bothOld)
        }
        let other = TestThread { [self] in
            Self.pin(1)
            follow(fenceB)
        }
        one.join()
        other.join()
        return (rounds.count, bothOld.count)
    }

    private func lead(
        limit: Int,
        enough: Int,
        until deadline: Double,
        _ fence: () -> Void
    ) -> (rounds: Int, bothOld: Int) {
        let (flags, arrivals, results, start) = (words.flags, words.arrivals, words.results, words.start)
        var round = 0
        var bothOld = 0
        while true {
            round += 1
            // The other thread has left its result of the last round when it arrives for this one.
            while arrivals.1.pointee.load(ordering: .acquiring) < round {}
            if round > 1, results.0.pointee.load(ordering: .relaxed) < round - 1,
                results.1.pointee.load(ordering: .relaxed) < round - 1
            {
                bothOld += 1
            }
            if round > limit || bothOld >= enough || (round & 1023 == 0 && monotonicSeconds() > deadline) { break }
            start.pointee.store(Self.now() + 1000, ordering: .relaxed)
            arrivals.0.pointee.store(round, ordering: .releasing)
            Self.wait(until: start.pointee.load(ordering: .relaxed))
            cold.0.fill(round)
            flags.0.pointee.store(round, ordering: .relaxed)
            fence()
            results.0.pointee.store(flags.1.pointee.load(ordering: .relaxed), ordering: .relaxed)
        }
        arrivals.0.pointee.store(.max, ordering: .releasing)
        return (round - 1, bothOld)
    }

    private func follow(_ fence: () -> Void) {
        let (flags, arrivals, results, start) = (words.flags, words.arrivals, words.results, words.start)
        var round = 0
        while true {
            round += 1
            arrivals.1.pointee.store(round, ordering: .releasing)
            while arrivals.0.pointee.load(ordering: .acquiring) < round {}
            if arrivals.0.pointee.load(ordering: .acquiring) == .max { return }
            Self.wait(until: start.pointee.load(ordering: .relaxed))
            cold.1.fill(round)
            flags.1.pointee.store(round, ordering: .relaxed)
            fence()
            results.1.pointee.store(flags.0.pointee.load(ordering: .relaxed), ordering: .releasing)
        }
    }

    /// On a processor of its own, where the process may use two: on one, neither ever finds the other's store missing.
    private static func pin(_ index: Int) {
        var allowed = [Int32](repeating: 0, count: 1024)
        let count = Int(ctestshims_allowed_processors(&allowed, Int32(allowed.count)))
        if count > 1 { _ = ctestshims_pin(allowed[index]) }
    }

    private static func wait(until nanoseconds: Int) {
        while now() < nanoseconds {}
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
