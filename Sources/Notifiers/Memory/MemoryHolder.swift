/// Who holds a range open: an invalidation that was started and has not been ended.
public struct MemoryHolder: Sendable, CustomStringConvertible {
    /// What was announced; nil for those that began before anybody was subscribed, of which nothing is kept but that they are open.
    public let invalidation: MemoryInvalidation?
    /// How long ago it was started.
    public let age: Duration
    /// The kernel's id of the thread that started it, as `ps -L` shows it.
    public let thread: Int32

    /// One line: what, since when, who.
    public var description: String {
        guard let invalidation else {
            return "invalidations that began before anybody was subscribed, \(age) ago or longer"
        }
        let addresses = invalidation.addresses
        let owner = invalidation.owner.map { " by \($0.name)" } ?? ""
        return """
            \(invalidation.event) of 0x\(String(addresses.lowerBound, radix: 16))..<0x\
            \(String(addresses.upperBound, radix: 16))\(owner), started \(age) ago on thread \(thread) and not ended
            """
    }
}
