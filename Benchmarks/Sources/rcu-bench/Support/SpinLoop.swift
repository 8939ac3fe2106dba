import CBenchmarkShims

/// Waiting without giving up the processor, in turns of a pause loop, the unit of liburcu's own benchmarks.
///
/// In this module and not in a library, so that it is compiled into the reader loops.
enum SpinLoop {
    /// So many turns; 0 where that is known when compiling costs nothing.
    @inline(__always)
    static func dwell(_ turns: Int) {
        var left = turns
        while left > 0 {
            CBenchmarkShims_pause()
            left &-= 1
        }
    }
}
