import AsymmetricFences

/// Who was called with what, in order.
final class ChainLog: @unchecked Sendable {
    struct Entry: Hashable, Sendable {
        let member: Int
        let event: Int

        init(_ member: Int, _ event: Int) {
            self.member = member
            self.event = event
        }
    }

    private let lock = FutexLock()
    private var entries: [Entry] = []

    func note(_ member: Int, _ event: Int = 0) { lock.withLock { entries.append(Entry(member, event)) } }

    func take() -> [Entry] {
        lock.withLock {
            defer { entries = [] }
            return entries
        }
    }

    func takeMembers() -> [Int] { take().map(\.member) }
}
