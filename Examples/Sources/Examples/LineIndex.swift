import BlockAllocator
import Notifiers

/// Where the lines of a text begin: found when it is asked for, and forgotten before memory of the text is given back or replaced.
final class LineIndex: Sendable {
    let text: PageRange
    private let starts: IntervalSubscription<[Int]?>

    init(_ text: consuming PageRange) throws {
        let first = UInt(bitPattern: text.baseAddress)
        let addresses = first..<first + UInt(text.byteCount)
        // `process` hears of what block allocators take away, and of what others announce.
        starts = try IntervalSubscription(addresses, in: .process, state: nil) { starts, _ in starts = nil }
        self.text = text
    }

    /// The search holds no lock. What it found is kept if nothing was taken away meanwhile; otherwise it searches again.
    func lineStarts() throws -> [Int] {
        if let known = starts.withLock({ $0 }) { return known }
        return try starts.withRetry(deadline: .now + .seconds(1)) {
            [0] + text.bytes.indices.filter { text.bytes[$0] == 0x0A }.map { $0 + 1 }
        } install: { starts, found in
            starts = found
            return found
        }
    }
}
