internal import Glibc

/// The pauses with which a run tries every interleaving. None of them synchronises anything.
enum Delay {
    /// Holds the processor for so long. Async-signal-safe.
    static func spin(microseconds: Int) {
        let end = now() + Int64(microseconds) * 1000
        while now() < end {}
    }

    /// Lets the processor go for so long.
    static func rest(microseconds: Int) {
        var time = timespec(tv_sec: 0, tv_nsec: microseconds * 1000)
        nanosleep(&time, nil)
    }

    /// The yield hook: one time in 64, a yield or a pause of 50 us. Async-signal-safe.
    @inline(__always)
    static func hook(_ draw: UInt64) {
        if _slowPath(draw & 63 == 0) { interrupt(draw >> 6) }
    }

    @inline(never)
    private static func interrupt(_ draw: UInt64) {
        if draw & 1 == 0 { sched_yield() } else { spin(microseconds: 50) }
    }

    /// Inside a section: mostly nothing, the hook, seldom 200 us, and still more seldom a few milliseconds.
    @inline(__always)
    static func linger(_ random: inout TortureRandom) {
        let draw = random.next()
        hook(draw >> 20)
        if _slowPath(draw & 0xFFF == 0) { lingerLong(&random) }
    }

    @inline(never)
    private static func lingerLong(_ random: inout TortureRandom) {
        if random.isOneIn(16) {
            rest(microseconds: 1000 + random.below(3000))
        } else {
            spin(microseconds: 200)
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
