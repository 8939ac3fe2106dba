import BenchmarkKit

/// The short random delay after the rendezvous, which spreads one thread's accesses over the other's.
struct LitmusDelay {
    /// Covers the time in which a store sits in a store buffer, several times over.
    private let shortest = Ticks.count(nanoseconds: 100)
    private var random: UInt64
    private var typical: UInt64 = 0

    /// - Parameter seed: Different for the two threads, and not 0.
    init(seed: UInt64) {
        random = seed
    }

    /// Waits until a random time after `moment`.
    ///
    /// Where the other thread's fence takes long, every second delay spreads over all of it: its effect on this thread
    /// may fall anywhere in between. `otherTicks` is what the other body took in the last run; a run in which the other
    /// was preempted must not stretch all later ones, so the estimate at most doubles from run to run.
    mutating func wait(after moment: UInt64, otherTicks: UInt64) {
        typical = min(otherTicks, 2 * typical + shortest)
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let window = random & 1 == 0 ? shortest : max(shortest, typical + typical / 4)
        let end = moment + (random >> 1) % window
        while Ticks.now < end {}
    }
}
