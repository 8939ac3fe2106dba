/// A value that knows whether it has been destroyed: it poisons a word that outlives it.
struct Canary: ~Copyable, Sendable {
    let key: Int
    let version: Int
    private let arena: CanaryArena
    private let slot: Int

    init(key: Int, version: Int = 0, in arena: CanaryArena) {
        self.key = key
        self.version = version
        self.arena = arena
        slot = arena.claim()
    }

    deinit {
        arena.poison(slot)
    }

    var isAlive: Bool { arena.isAlive(slot) }
}
