/// What was retired and not reclaimed yet, in count and bytes, and those who wait for it to shrink.
final class Backlog: Sendable {
    static let shared = Backlog()

    func charge(count: Int, bytes: Int) {}
    func discharge(count: Int, bytes: Int) {}

    /// Blocks while the backlog is above its limit, unless the thread is in a read section or runs a destructor.
    func waitBelowLimit() {}
    func waitBelowLimit() async {}
}
