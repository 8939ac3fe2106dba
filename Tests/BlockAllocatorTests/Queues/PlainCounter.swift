import Synchronization

/// A counter for threads that exclude one another: it is read and written by plain instructions, and says when that was not so.
final class PlainCounter: @unchecked Sendable {
    private(set) var value = 0
    private let isUsed = Atomic<Bool>(false)

    /// - Returns: whether another thread was adding at the same time.
    func addAlone() -> Bool {
        let wasUsed = isUsed.load(ordering: .relaxed)
        isUsed.store(true, ordering: .relaxed)
        value += 1
        isUsed.store(false, ordering: .relaxed)
        return wasUsed
    }
}

/// Written by one thread at a time.
final class SharedWord: @unchecked Sendable {
    var value: UInt = 0
}
