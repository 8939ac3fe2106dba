/// What the two threads do around their fences.
enum LitmusShape: String, Sendable, Codable, CaseIterable {
    /// Each stores to its own variable, then loads the other's; both loads finding 0 is forbidden.
    case storeBuffering = "store-buffering"
    /// The left stores data, then a flag; the right loads the flag, then the data. The flag without the data is
    /// forbidden.
    case messagePassing = "message-passing"
    /// Seed 1's scenario 1: the right thread begins when the left has ended.
    case nonConcurrent = "non-concurrent"
    /// Seed 1's scenario 2: both at once, with loads and stores on both sides of both fences.
    case concurrent

    /// Why an unordered pair cannot show the forbidden outcome here, or nil where it can.
    var obstacle: String? {
        switch self {
        case .storeBuffering, .concurrent:
            nil
        case .messagePassing:
            #if arch(x86_64)
            "not observable on x86-64, which keeps stores, and loads, in order"
            #else
            nil
            #endif
        case .nonConcurrent:
            "not observable: the threads do not overlap, the hand-over orders them"
        }
    }

    /// The shape whose unordered cells prove that the harness catches reordering on this machine.
    var controlShape: LitmusShape {
        obstacle == nil ? self : .storeBuffering
    }
}
