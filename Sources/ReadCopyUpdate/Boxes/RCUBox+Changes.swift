extension RCUBox {
    /// The values that are published from now on, the newest only: a consumer that is slow misses those in between.
    ///
    ///     for await configuration in box.changes { server.apply(configuration) }
    ///
    /// Each iterator begins with the first change after it was made. The sequence ends when the task is cancelled. An iterator
    /// keeps the box alive, but no value.
    public var changes: Changes { Changes(box: self) }

    /// See ``RCUBox/changes``.
    public struct Changes: AsyncSequence, Sendable {
        fileprivate let box: RCUBox

        /// Begins after the version that is published now.
        public func makeAsyncIterator() -> Iterator { Iterator(box: box, seen: box.version) }

        /// See ``RCUBox/changes``.
        public struct Iterator: AsyncIteratorProtocol {
            private let box: RCUBox
            private var seen: Version

            fileprivate init(box: RCUBox, seen: Version) {
                self.box = box
                self.seen = seen
            }

            /// The newest value once there is one that this iterator has not returned; nil when the task is cancelled.
            public mutating func next() async -> Value? {
                while !Task.isCancelled {
                    let (value, version) = box.readVersion { (copy $0, $1) }
                    if version > seen {
                        seen = version
                        return value
                    }
                    let last = seen
                    await box.watchers.wait(unless: { [box] in box.version > last })
                }
                return nil
            }
        }
    }
}
