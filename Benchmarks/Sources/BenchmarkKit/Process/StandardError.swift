import Glibc

/// Standard error, written in one call a line so that threads and child processes do not mix theirs.
public enum StandardError {
    public static let isTerminal = isatty(STDERR_FILENO) == 1

    public static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
