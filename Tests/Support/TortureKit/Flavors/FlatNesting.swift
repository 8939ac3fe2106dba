internal import ReadCopyUpdate

/// Ends the whole section when the innermost is left.
enum FlatNesting: BrokenFlavor {
    static var name: String { "flat-nesting" }
    static func readLock() { if !RCU.isInReadSection { RCU.readLock() } }
    static func readUnlock() { if RCU.isInReadSection { RCU.readUnlock() } }
    static func synchronize() { RCU.synchronize() }
}
