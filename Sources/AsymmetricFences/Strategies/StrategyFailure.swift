internal import Glibc

/// Why a strategy cannot serve.
struct StrategyFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, errno: CInt? = nil) {
        description = errno.map { "\(what): \(String(cString: strerror($0))) (errno \($0))" } ?? what
    }

    init(_ refusal: Membarrier.Failure) {
        description = refusal.description
    }
}
