/// Waits for nobody.
enum NoGracePeriod: BrokenFlavor {
    static var name: String { "no-grace-period" }
    static func synchronize() {}
}
