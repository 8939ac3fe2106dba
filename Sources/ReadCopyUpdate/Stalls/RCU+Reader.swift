extension RCU {
    /// A thread that is in a read section, as seen by another.
    public struct Reader: Hashable, Sendable {
        /// The kernel's id of the thread, as `ps -L` and `gettid` tell it.
        public var thread: Int32
        /// The thread's name, empty where the system does not tell it.
        public var name: String
        /// The CPU on which the thread runs or ran last; nil where the system does not tell it.
        public var processor: Int?
        /// For how long at least the section has been open: since the grace period that waits for it began. Zero where none does.
        public var heldForAtLeast: Duration
        /// Whether it is the long section of a quiescent-state reporter.
        public var isReporter: Bool
        /// Where the outermost section was opened, in debug builds of this library.
        public var location: Location?
    }

    /// A place in the source.
    public struct Location: Hashable, Sendable, CustomStringConvertible {
        /// Module and file, as `#fileID` has it.
        public var file: String
        /// The line in it.
        public var line: Int

        /// `Module/File.swift:12`
        public var description: String { "\(file):\(line)" }
    }

    /// The threads that are in a read section now, or have a quiescent-state reporter that is online.
    ///
    /// Walks the registry and asks the system for each name: for people, not for hot paths. A section may end while it is being
    /// described; a thread that ends, or whose record changes hands meanwhile, is left out.
    ///
    /// - Contexts: any thread; not a signal handler. The caller's own section is among them.
    public static var readers: [Reader] {
        GracePeriods.shared.readers { $0.isInSection }
    }
}

extension RCU.Reader: CustomStringConvertible {
    /// One line without an end.
    public var description: String {
        let place = location.map { ", section opened at \($0)" } ?? ""
        let processor = processor.map { ", CPU \($0)" } ?? ""
        let kind = isReporter ? "has not reported a quiescent state" : "has been in a read section"
        return "thread \(thread) \"\(name)\"\(processor) \(kind) for at least \(heldForAtLeast)\(place)"
    }
}
