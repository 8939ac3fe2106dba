import ReadCopyUpdate

final class FeatureFlags: Sendable {
    private let flags = RCUBox<Set<String>>([])

    func isOn(_ name: String) -> Bool { flags.read { $0.contains(name) } }

    /// A task writes: no thread is blocked. The closure may await; other writers take their turns after it, readers go on reading.
    func reload(from fetch: @Sendable () async throws -> Set<String>) async throws {
        try await flags.update { current in try await fetch().union(current) }
    }

    /// The value that was replaced, once nobody reads it any more.
    func clear() async -> Set<String> { await flags.exchange([]) }

    /// Each change; when several come fast, the newest. Ends when the task is cancelled.
    func follow(_ apply: (Set<String>) -> Void) async {
        for await current in flags.changes { apply(current) }
    }
}
