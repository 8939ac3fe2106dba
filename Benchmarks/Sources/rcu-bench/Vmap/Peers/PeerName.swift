import CBenchmarkShims

/// What the allocator is measured beside, by the names of the command line.
enum PeerName: String, Sendable, Codable, CaseIterable {
    case glibc
    case jemalloc
    case mimalloc
    case tcmalloc
    case mmap

    /// What `--peers` takes for all of them.
    static let all = "all"

    var isMalloc: Bool { self != .mmap }

    /// Libraries that serve it, the first that is installed; nil means that the process must have none preloaded.
    var libraries: [String?] {
        switch self {
        case .glibc, .mmap: [nil]
        case .jemalloc: ["libjemalloc.so.2"]
        case .mimalloc: ["libmimalloc.so.2", "libmimalloc.so.3"]
        case .tcmalloc: ["libtcmalloc_minimal.so.4", "libtcmalloc.so.4"]
        }
    }

    /// Why this process does not have its `malloc`; nil where it does.
    var obstacle: String? {
        guard isMalloc else { return nil }
        let library = Self.libraryOfMalloc
        let expected = self == .glibc ? "libc." : "lib\(rawValue)"
        guard !library.hasPrefix(expected) else { return nil }
        return "not installed: malloc is that of \(library)"
    }

    /// The file name of the library that serves this process's `malloc`.
    private static var libraryOfMalloc: String {
        guard let path = CBenchmarkShims_library_of_malloc() else { return "no library" }
        return String(String(cString: path).split(separator: "/").last ?? "no library")
    }
}
