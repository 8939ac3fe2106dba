import BenchmarkKit
import Notifiers

/// A registry with so many intervals, a page each, with a page between any two of them.
final class IntervalField: Sendable {
    static let pageBytes: UInt = 4096
    private static let base: UInt = 1 << 30

    let notifiers = MemoryNotifiers()
    let counter = CallCounter()
    let intervals: [HeldInterval]

    init(_ count: Int) {
        let (notifiers, counter) = (notifiers, counter)
        do {
            intervals = try (0..<count).map {
                try HeldInterval(Self.addresses($0), in: notifiers, counter)
            }
        } catch {
            BenchmarkAbort.abort("rcu-bench: notifiers: \(count) intervals: \(error)", status: .software)
        }
    }

    /// The addresses of one interval.
    @inline(__always)
    static func addresses(_ index: Int) -> Range<UInt> {
        let first = base &+ UInt(bitPattern: index) &* 2 &* pageBytes
        return first..<first &+ pageBytes
    }

    /// The addresses behind one interval, which no interval has.
    @inline(__always)
    static func gap(_ index: Int) -> Range<UInt> {
        let first = addresses(index).upperBound
        return first..<first &+ pageBytes
    }

    /// Another interval for each call, in an order that neither caches nor branch predictors follow.
    @inline(__always)
    static func index(_ call: Int, of count: Int) -> Int {
        var mixed = UInt64(truncatingIfNeeded: call) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
    }
}
