internal import Glibc

extension RCU {
    /// A grace period that takes long, and who holds it back.
    public struct StallReport: Hashable, Sendable {
        /// How long it has lasted.
        public var age: Duration
        /// The readers that hold it back, in no order. Empty if the last of them has just left.
        public var readers: [Reader]

        /// Writes one line for each reader to standard error: what is done where no handler is set.
        public func writeToStandardError() {
            for reader in readers {
                let line = "swift-rcu: a grace period has waited for \(age): \(reader)\n"
                // One call, so that lines of several threads do not mix. Where standard error is closed there is nobody to tell.
                _ = line.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            }
        }
    }
}
