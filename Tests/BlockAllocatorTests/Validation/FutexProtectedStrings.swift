import AsymmetricFences

/// What threads have found, behind a lock that ThreadSanitizer understands.
final class FutexProtectedStrings: @unchecked Sendable {
    private let lock = FutexLock()
    private var strings: [String] = []

    func add(_ new: [String]) {
        if !new.isEmpty { lock.withLock { strings += new } }
    }

    var all: [String] { lock.withLock { strings } }
}
