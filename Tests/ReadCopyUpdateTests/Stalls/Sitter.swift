import Synchronization
import TestThreads

@testable import ReadCopyUpdate

/// A thread in a section whose record is known.
final class Sitter: Sendable {
    private let isInside = Latch()
    private let isAsked = Latch()
    private let address: SharedCounter
    private let thread: TestThread

    init() {
        let address = SharedCounter()
        let (isInside, isAsked) = (isInside, isAsked)
        self.address = address
        thread = TestThread {
            RCU.read { _ in
                address.store(Int(bitPattern: ReaderRecord.current.base))
                isInside.open()
                isAsked.wait()
            }
        }
        isInside.wait()
    }

    var record: ReaderRecord {
        guard let base = UnsafeMutableRawPointer(bitPattern: address.count) else {
            fatalError("the sitter has no record")
        }
        return ReaderRecord(base)
    }

    /// Ends the section and the thread.
    func leave() {
        isAsked.open()
        thread.join()
    }
}
