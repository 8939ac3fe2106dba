import AsymmetricFences
import Notifiers

/// Writes down what a registry announces, and what the memory looked like at that moment.
final class AnnouncementRecorder: @unchecked Sendable {
    struct Entry: Equatable {
        enum Side { case start, end }

        let side: Side
        let addresses: Range<UInt>
        let event: MemoryEvent
        /// What the first byte of the range was; nil where it could not be read.
        let firstByte: UInt8?
    }

    let notifiers = MemoryNotifiers()
    private let lock = FutexLock()
    private var entries: [Entry] = []
    private let probe = MemoryProbe()

    func subscribe() throws -> MemorySubscription {
        try notifiers.register(
            MemoryOperations(
                start: .always { [unowned self] in note(.start, $0) },
                end: { [unowned self] in note(.end, $0) }
            )
        )
    }

    private func note(_ side: Entry.Side, _ what: MemoryInvalidation) {
        let start = UnsafeMutableRawPointer(bitPattern: what.addresses.lowerBound).unsafelyUnwrapped
        let byte = probe.unreadablePages(start, 1).isEmpty ? start.load(as: UInt8.self) : nil
        lock.withLock {
            entries.append(Entry(side: side, addresses: what.addresses, event: what.event, firstByte: byte))
        }
    }

    /// What was written down since the last time.
    func take() -> [Entry] {
        lock.withLock {
            defer { entries = [] }
            return entries
        }
    }

    /// What `body` makes the registry announce.
    func during(_ body: () throws -> Void) rethrows -> [Entry] {
        _ = take()
        try body()
        return take()
    }
}

extension [AnnouncementRecorder.Entry] {
    /// A start and its end, with what the first byte was before and after.
    static func pair(_ addresses: Range<UInt>, _ event: MemoryEvent, _ before: UInt8?, _ after: UInt8?) -> Self {
        [
            AnnouncementRecorder.Entry(side: .start, addresses: addresses, event: event, firstByte: before),
            AnnouncementRecorder.Entry(side: .end, addresses: addresses, event: event, firstByte: after),
        ]
    }
}
