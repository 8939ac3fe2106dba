import CTestShims
import Glibc
import TestThreads

/// A child process whose output is read as it comes, with a limit on its life.
struct ProbeProcess {
    private let process: pid_t
    private let output: Int32

    init(_ arguments: [String], _ environment: [String: String]) {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "pipe failed with errno \(errno)")
        output = ends[0]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        // The threads of Dispatch block most signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var child = pid_t()
        let result = Self.withStrings([Probe.path] + arguments) { argv in
            Self.withStrings(Self.environment(adding: environment)) { envp in
                posix_spawn(&child, Probe.path, &actions, &attributes, argv, envp)
            }
        }
        precondition(result == 0, "\(Probe.path) cannot be run (errno \(result))")
        close(ends[1])
        process = child
    }

    /// Waits for the end, reads everything, and kills the process when the limit has passed.
    func outcome(within limit: Double) -> ProbeOutcome {
        let deadline = monotonicSeconds() + limit
        var transcript: [UInt8] = []
        var hasTimedOut = false
        while true {
            var event = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let left = hasTimedOut ? -1 : Int32(max(0, deadline - monotonicSeconds()) * 1000)
            let ready = poll(&event, 1, left)
            if ready == 0 {
                hasTimedOut = true
                transcript += Array(ProcessSnapshot.describe(process).utf8)
                kill(process, SIGKILL)
            } else if ready > 0 || errno != EINTR {
                var buffer = [UInt8](repeating: 0, count: 4096)
                let count = read(output, &buffer, buffer.count)
                if count > 0 { transcript += buffer[..<count] } else if count == 0 || errno != EINTR { break }
            }
        }
        close(output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return ProbeOutcome(
            status: ctestshims_outcome(status),
            transcript: String(decoding: transcript, as: UTF8.self),
            hasTimedOut: hasTimedOut
        )
    }

    /// This process's environment, in which no strategy is forced but by the test.
    private static func environment(adding own: [String: String]) -> [String] {
        var all: [String: String] = ["SWIFT_BACKTRACE": "enable=no"]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] != "RCU_FENCE_STRATEGY" { all[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return all.merging(own) { $1 }.map { "\($0)=\($1)" }
    }

    private static func withStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
