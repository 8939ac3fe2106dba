internal import ReadCopyUpdate
internal import Synchronization

extension MemoryNotifiers {
    var identifier: ObjectIdentifier { ObjectIdentifier(self) }

    /// The list as it is now. Its user is in a section of `calls`, or holds the table's lock.
    ///
    /// Ordering: acquire, so that it is found as it was before it was published.
    var currentList: MemorySubscriberList? {
        UnsafeRawPointer(bitPattern: list.load(ordering: .acquiring)).map {
            Unmanaged<MemorySubscriberList>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Tells everybody of a start. Returns the address of the open range, retained, or 0 if there is nobody any more.
    @usableFromInline
    @inline(never)
    func announce(_ what: MemoryInvalidation) -> UInt {
        var range: UInt = 0
        let isAccepted = announce(what, &range)
        precondition(isAccepted, "who refuses a blockable start is trapped")
        return range
    }

    /// Likewise, where nobody may block; false if somebody refused.
    @usableFromInline
    @inline(never)
    func tryAnnounce(_ what: MemoryInvalidation, _ range: inout UInt) -> Bool {
        announce(what.withoutBlocking, &range)
    }

    private func announce(_ what: MemoryInvalidation, _ result: inout UInt) -> Bool {
        if what.addresses.isEmpty { fatalError("\(what.event) of \(what.addresses): expected at least one page") }
        return calls.read { _ in
            guard let list = currentList else { return true }
            let range = OpenRange(what)
            range.generation = list.generation
            var isAccepted = tellIntervals(index.begin(range), what, range.sequence)
            for subscriber in list.subscribers where !tell(subscriber, what) { isAccepted = false }
            if isAccepted {
                result = UInt(bitPattern: Unmanaged.passRetained(range).toOpaque())
                return true
            }
            // The same list: exactly those who were told. One that may refuse has no end, so none is called for its own refusal.
            index.end(range)
            for subscriber in list.subscribers { tellEnd(subscriber, what) }
            return false
        }
    }

    /// Whether no interval refused. All are told, whatever one of them says.
    private func tellIntervals(_ hits: IntervalIndex.Hits, _ what: MemoryInvalidation, _ sequence: UInt64) -> Bool {
        guard !hits.isEmpty else { return true }
        var isAccepted = true
        let identifier = self.identifier
        if let root = hits.root {
            IntervalTree.forEachOverlap(root, with: what.addresses) { entry in
                entry._withUnsafeGuaranteedRef {
                    if !$0.hit(what, sequence: sequence, registry: identifier) { isAccepted = false }
                }
            }
        }
        for entry in hits.arriving {
            if !entry.hit(what, sequence: sequence, registry: identifier) { isAccepted = false }
        }
        return isAccepted
    }

    /// Tells all intervals that the memory goes for good, in a section of `calls`.
    func tellIntervalsOfRelease() {
        let what = MemoryInvalidation(addresses: 0..<UInt.max, event: .release)
        let range = OpenRange(what)
        _ = tellIntervals(index.begin(range), what, range.sequence)
        index.end(range)
    }

    private func tell(_ subscriber: MemorySubscriber, _ what: MemoryInvalidation) -> Bool {
        switch subscriber.operations.start {
        case .none: return true
        case .always(let body):
            CallbackFrame.run(of: identifier) { body(what) }
            return true
        case .mayRefuse(let body):
            let answer = CallbackFrame.run(of: identifier) { body(what) }
            if answer == .refused, what.isBlockable {
                fatalError("\(what.event) of \(what.addresses) was refused; expected so only where it may not block")
            }
            return answer == .done
        }
    }

    private func tellEnd(_ subscriber: MemorySubscriber, _ what: MemoryInvalidation) {
        guard let end = subscriber.operations.end else { return }
        CallbackFrame.run(of: identifier) { end(what) }
    }

    /// Tells those of the end who were told of the start, and are still there.
    ///
    /// Numbers are given in the order of publication, and nobody comes back: of those that are in the list now, exactly those with a
    /// number up to that of the start's list were in that list.
    @usableFromInline
    @inline(never)
    func announceEnd(_ address: UInt) {
        guard let open = UnsafeRawPointer(bitPattern: address) else { return }
        let range = Unmanaged<OpenRange>.fromOpaque(open).takeRetainedValue()
        index.end(range)
        guard let what = range.what else { return }
        calls.read { _ in
            guard let list = currentList else { return }
            for subscriber in list.subscribers where subscriber.number <= range.generation { tellEnd(subscriber, what) }
        }
    }
}
