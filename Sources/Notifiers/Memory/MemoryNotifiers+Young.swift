internal import ReadCopyUpdate
public import Synchronization

extension MemoryNotifiers {
    /// Whether somebody used the range through a second mapping since it was last asked; each forgets it, and flushes what the hardware
    /// keeps of it.
    ///
    /// All subscribers are asked, also after one has said yes: each is to forget.
    ///
    /// - Blocks: as the subscribers do; one load without any. Contexts: any thread; not a signal handler.
    @inlinable
    public func clearFlushYoung(_ addresses: Range<UInt>) -> Bool {
        _slowPath(list.load(ordering: .relaxed) != 0) && ask(.clearFlush, addresses)
    }

    /// Likewise, without the flush.
    @inlinable
    public func clearYoung(_ addresses: Range<UInt>) -> Bool {
        _slowPath(list.load(ordering: .relaxed) != 0) && ask(.clear, addresses)
    }

    /// Whether somebody used the range, without forgetting it: one yes is enough.
    @inlinable
    public func testYoung(_ addresses: Range<UInt>) -> Bool {
        _slowPath(list.load(ordering: .relaxed) != 0) && ask(.test, addresses)
    }

    @usableFromInline
    enum YoungQuestion { case clearFlush, clear, test }

    @usableFromInline
    @inline(never)
    func ask(_ question: YoungQuestion, _ addresses: Range<UInt>) -> Bool {
        calls.read { _ in
            guard let list = currentList else { return false }
            var isYoung = false
            for subscriber in list.subscribers {
                let operations = subscriber.operations
                let body =
                    switch question {
                    case .clearFlush: operations.clearFlushYoung
                    case .clear: operations.clearYoung
                    case .test: operations.testYoung
                    }
                guard let body else { continue }
                if CallbackFrame.run(of: identifier, { body(addresses) }) { isYoung = true }
                if isYoung, question == .test { break }
            }
            return isYoung
        }
    }
}
