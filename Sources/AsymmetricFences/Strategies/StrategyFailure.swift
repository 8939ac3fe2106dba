internal import Glibc

/// Why a strategy cannot serve.
struct StrategyFailure: Error, CustomStringConvertible {
    let description: String
    /// Not denied, but short of something just now: the next strategy serves this once, and none is replaced.
    let isTransient: Bool

    init(_ what: String, isTransient: Bool = false) {
        description = what
        self.isTransient = isTransient
    }

    init(_ what: String, errno: CInt) {
        description = "\(what): \(String(cString: strerror(errno))) (errno \(errno))"
        isTransient = [EMFILE, ENFILE, ENOMEM, EAGAIN].contains(errno)
    }

    init(_ refusal: Membarrier.Failure) {
        description = refusal.description
        isTransient = refusal.errno == ENOMEM
    }
}
