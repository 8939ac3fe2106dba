internal import CMembarrier
package import Synchronization

/// A 32-bit word that threads can sleep on.
package struct Futex {
    package let word: UnsafeMutablePointer<Atomic<UInt32>>

    /// A word in memory of its own: two cache lines, shared with nothing. Its owner deallocates it.
    package init() {
        word = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128).assumingMemoryBound(
            to: Atomic<UInt32>.self
        )
        word.initialize(to: Atomic(0))
    }

    package func deallocate() {
        word.deallocate()
    }

    /// A view of a word that lives elsewhere, for as long as this view.
    package init(_ word: UnsafeMutablePointer<Atomic<UInt32>>) {
        self.word = word
    }

    /// Sleeps while the word is `expected`; may return early, so callers loop.
    package func wait(whileEqualTo expected: UInt32, timeoutNanoseconds: Int64 = -1) {
        _ = cmembarrier_futex_wait(word, expected, timeoutNanoseconds)
    }

    package func wake(_ count: Int32 = .max) {
        cmembarrier_futex_wake(word, count)
    }
}

// Only an address; every access through it is atomic or a system call.
extension Futex: @unchecked Sendable {}
