internal import AsymmetricFences
internal import Synchronization

/// Epochs and one scan, as in this package's own, without the heavy fence; for a single reader thread.
enum Unfenced: BrokenFlavor {
    static var name: String { "unfenced" }

    private static let epoch = Atomic<UInt64>(1)
    private static let word = Atomic<UInt64>(0)

    static func register() {}
    static func unregister() {}

    @inline(__always)
    static func readLock() {
        word.store(epoch.load(ordering: .relaxed), ordering: .releasing)
        AsymmetricFence.light()
    }

    @inline(__always)
    static func readUnlock() {
        AsymmetricFence.light()
        word.store(0, ordering: .releasing)
    }

    static func synchronize() {
        let target = epoch.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        while true {
            let seen = word.load(ordering: .acquiring)
            if seen == 0 || seen >= target { return }
        }
    }
}
