internal import Glibc

/// Why the allocator could not do what it was asked.
///
/// After an error nothing is left half-made, and the next call works as if this one had not been.
public enum BlockAllocatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A number of pages or frames that cannot be had: less than one, or more than the whole reservation.
    case invalidPageCount(Int, maximum: Int)
    /// A setting that does not fit; what was expected instead.
    case invalidConfiguration(setting: String, value: Int, expected: String)
    /// The reservation has no room for so many pages, also after a forced purge and after the reclaimers.
    case addressSpaceExhausted(pages: Int, reservationBytes: Int)
    /// The system has no memory, or no mapping, left for so many pages, also after a forced purge and after the reclaimers.
    ///
    /// `ENOMEM`: memory, an address-space limit, or the limit of mappings (`vm.max_map_count`).
    case memoryExhausted(pages: Int, call: String, errno: CInt)
    /// A system call was refused where waiting does not help.
    case system(call: String, errno: CInt)

    /// What was asked, what was found, and what was expected, in one line.
    public var description: String {
        switch self {
        case .invalidPageCount(let pages, let maximum):
            "\(pages) pages were asked for; expected 1 to \(maximum)"
        case .invalidConfiguration(let setting, let value, let expected):
            "\(setting) is \(value); expected \(expected)"
        case .addressSpaceExhausted(let pages, let reservationBytes):
            "the reservation of \(reservationBytes) bytes has no room for \(pages) pages"
        case .memoryExhausted(let pages, let call, let errno):
            "no memory or mapping for \(pages) pages: \(call): \(String(cString: strerror(errno))) (errno \(errno))"
        case .system(let call, let errno):
            "\(call): \(String(cString: strerror(errno))) (errno \(errno))"
        }
    }
}
