internal import Synchronization

extension ReaderRecord {
    /// Whether the owner is in a section, or its reporter is online.
    var isInSection: Bool { word.pointee.load(ordering: .acquiring) != 0 }

    /// The owner, if it satisfies `isWanted` before and after it was looked at, and is the same thread still.
    ///
    /// A record outlives its owner and goes to another thread: only a look at the generation on both sides tells that all that lies
    /// between belongs to one.
    ///
    /// - Parameter whileLooking: for tests: runs in between.
    func describe(
        heldForAtLeast age: Duration,
        _ isWanted: (ReaderRecord) -> Bool,
        whileLooking: () -> Void = {}
    ) -> RCU.Reader? {
        let generation = generation.pointee.load(ordering: .acquiring)
        let thread = thread.pointee.load(ordering: .acquiring)
        guard thread != 0, isWanted(self), let description = ThreadDescription(thread: thread) else { return nil }
        whileLooking()
        let reader = RCU.Reader(
            thread: thread,
            name: description.name,
            processor: description.processor,
            heldForAtLeast: age,
            isReporter: reporter.pointee.load(ordering: .acquiring) != 0,
            location: location
        )
        guard isWanted(self), self.generation.pointee.load(ordering: .sequentiallyConsistent) == generation,
            self.thread.pointee.load(ordering: .sequentiallyConsistent) == thread
        else { return nil }
        return reader
    }

    /// Where the outermost section was opened. File and line are two words: for a section that is about to end they may be of two.
    private var location: RCU.Location? {
        guard let file = UnsafePointer<CChar>(bitPattern: file.pointee.load(ordering: .relaxed)) else { return nil }
        return RCU.Location(file: String(cString: file), line: Int(line.pointee.load(ordering: .relaxed)))
    }
}
