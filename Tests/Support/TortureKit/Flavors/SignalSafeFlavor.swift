/// A flavor whose sections may be opened in signal handlers, and that can tell whether the calling thread is in one.
protocol SignalSafeFlavor: TorturedFlavor {
    static var isInReadSection: Bool { get }
}
