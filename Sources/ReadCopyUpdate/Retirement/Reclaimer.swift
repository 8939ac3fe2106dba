/// Runs what was retired.
final class Reclaimer: Sendable {
    static let shared = Reclaimer()

    /// Runs `batch`, whose grace period has ended, and then `completion`. Never blocks.
    func run(_ batch: [Retired], then completion: @escaping @Sendable () -> Void) {
        for retired in batch { retired.run() }
        completion()
    }
}
