internal import Glibc

/// A wait for open invalidations that takes long, and who holds them open.
public struct MemoryStall: Sendable {
    /// Who waits.
    public enum Wait: Hashable, Sendable {
        /// A registration, for the invalidations that did not see it.
        case registration
        /// A reader of an ``IntervalSubscription`` of these addresses.
        case reader(Range<UInt>)
    }

    /// Who waits.
    public let wait: Wait
    /// How long already.
    public let age: Duration
    /// The invalidations that are waited for, those that began before anybody was subscribed as one; all that are open, where another
    /// thread is waited for, which makes or undoes a registration. Empty if the last has just been ended.
    public let holders: [MemoryHolder]

    /// Writes a line for each holder to standard error: what is done where no handler is set.
    public func writeToStandardError() {
        let who =
            switch wait {
            case .registration: "a registration"
            case .reader(let range): "a reader of 0x\(String(range.lowerBound, radix: 16))"
            }
        let lines = holders.isEmpty ? ["invalidations that nobody can name"] : holders.map(\.description)
        for holder in lines {
            let line = "swift-rcu: \(who) has waited for \(age): \(holder)\n"
            // One call, so that lines of several threads do not mix. Where standard error is closed there is nobody to tell.
            _ = line.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }
}
