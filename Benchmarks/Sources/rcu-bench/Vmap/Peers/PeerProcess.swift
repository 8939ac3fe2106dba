import BenchmarkKit
import Glibc

/// The child process in which a peer is measured: a process has one `malloc` for life.
///
/// It is preloaded and not opened, since some of them cannot be: jemalloc's thread-local storage must be there at the start.
enum PeerProcess {
    private static let variable = "RCU_BENCH_PEER"

    /// Whether this process is the child for the peer.
    static func isFor(_ peer: PeerName) -> Bool {
        getenv(variable).map { String(cString: $0) } == peer.rawValue
    }

    /// The child's environment. glibc's has nothing preloaded, even if this process has.
    static func environment(for peer: PeerName, library: String?) -> [String: String] {
        [variable: peer.rawValue, "LD_PRELOAD": library ?? ""]
    }
}
