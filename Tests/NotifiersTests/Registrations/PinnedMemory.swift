import Glibc
import Synchronization
import TestThreads

/// Pages whose first word is a number that grows each time they are taken away and come again.
final class PinnedMemory: Sendable {
    let memory: ForeignMemory
    let pages: Int
    private let begun: [SharedCounter]
    private let done: [SharedCounter]
    private let overlooked = Mutex<Set<[Int]>>([])

    init(pages: Int) {
        self.pages = pages
        memory = ForeignMemory(pages: pages)
        memory.fill(0)
        begun = (0..<pages).map { _ in SharedCounter() }
        done = (0..<pages).map { _ in SharedCounter() }
    }

    private func word(_ page: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        memory.pointer(page).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Gives the page back to the kernel and writes the next number into another. One thread at a time for one page.
    func renew(_ page: Int) {
        let number = begun[page].increment()
        memory.advise(page..<page + 1, MADV_DONTNEED)
        word(page).pointee.store(UInt64(number), ordering: .sequentiallyConsistent)
        done[page].increment()
    }

    /// Whether a pin shows the page as it is; nil if it was just being renewed.
    ///
    /// - Parameter lease: gives the number that the pin shows.
    func isCurrent(_ page: Int, _ lease: () throws -> UInt64) rethrows -> Bool? {
        let number = done[page].count
        guard begun[page].count == number else { return nil }
        let seen = try lease()
        guard begun[page].count == number else { return nil }
        let isCurrent = seen == UInt64(number)
        if !isCurrent { overlooked.withLock { _ = $0.insert([page, number]) } }
        return isCurrent
    }

    /// How many renewals a pin has not shown, however often it was looked at.
    var overlookedCount: Int { overlooked.withLock { $0.count } }
}
