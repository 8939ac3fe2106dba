/// What is running now, on standard error, for a person who waits; silent where nobody watches.
public enum Progress {
    private static let clearLine = "\r\u{1B}[K"

    public static func show(_ activity: String) {
        guard StandardError.isTerminal else { return }
        StandardError.write(clearLine + activity)
    }

    public static func clear() {
        show("")
    }
}
