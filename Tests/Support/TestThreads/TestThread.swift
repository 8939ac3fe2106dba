import Glibc
import Synchronization

/// A real thread, not one of the cooperative pool: tests block in it, exit from it, and name it.
public final class TestThread: Sendable {
    private let handle: pthread_t
    private let state: Running

    // The body is called once, on the new thread.
    private final class Running: Sendable {
        let body: @Sendable () -> Void
        let done = Atomic<Bool>(false)
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    public init(_ body: @escaping @Sendable () -> Void) {
        let state = Running(body)
        var handle = pthread_t()
        let result = pthread_create(
            &handle,
            nil,
            { argument in
                // pthread_create hands the argument over unchanged, and it is never null here.
                let state = Unmanaged<Running>.fromOpaque(argument!).takeRetainedValue()
                // Made by a thread of the cooperative pool, which blocks nearly every signal, it would inherit that.
                var none = sigset_t()
                sigemptyset(&none)
                pthread_sigmask(SIG_SETMASK, &none, nil)
                state.body()
                state.done.store(true, ordering: .releasing)
                return nil
            },
            Unmanaged.passRetained(state).toOpaque()
        )
        precondition(result == 0, "pthread_create failed with \(result)")
        self.handle = handle
        self.state = state
    }

    /// Whether the body has returned.
    public var isDone: Bool { state.done.load(ordering: .acquiring) }

    /// Sends it a signal; the thread must not have been joined.
    public func send(_ signal: Int32) {
        let result = pthread_kill(handle, signal)
        precondition(result == 0, "pthread_kill failed with \(result)")
    }

    /// Waits for the thread to end.
    public func join() {
        let result = pthread_join(handle, nil)
        precondition(result == 0, "pthread_join failed with \(result)")
    }

    /// Waits for the body to return, for at most `seconds`; false if it did not, and the thread is then left running.
    public func join(within seconds: Double) -> Bool {
        guard waitUntil({ self.isDone }, within: seconds) else { return false }
        join()
        return true
    }
}

extension TestThread {
    /// Waits for the body to return, as long as `counter` moves; false if it stood still for a minute, and the thread is then left running.
    ///
    /// For a thread of many rounds, which a busy machine slows down without limit, and a lost wake-up stops.
    public func join(whileMoving counter: SharedCounter) -> Bool {
        while true {
            let before = counter.count
            if waitUntil({ self.isDone || counter.count != before }, within: 60) {
                if isDone { break }
                restBriefly()
            } else {
                return false
            }
        }
        join()
        return true
    }
}

/// Yields until `condition` holds, for at most `seconds`; false if it never did. The limit only ends a failing test.
@discardableResult
public func waitUntil(_ condition: () -> Bool, within seconds: Double = 30) -> Bool {
    let deadline = monotonicSeconds() + seconds
    while !condition() {
        guard monotonicSeconds() < deadline else { return condition() }
        sched_yield()
    }
    return true
}

public func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Runs a body that blocks, in a test whose closure the compiler takes for asynchronous.
public func blocking<Result>(_ body: () -> Result) -> Result { body() }

/// What a child process wrote.
public func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// One turn of a wait loop that the compiler keeps.
@inline(never)
public func spinOnce() {
    _ = spinSink.load(ordering: .relaxed)
}

/// Spins until `condition` holds, and lets others run if that takes long: they may be what it waits for.
public func spin(until condition: () -> Bool) {
    var turns = 0
    while !condition() {
        spinOnce()
        turns += 1
        if turns % 10_000 == 0 { sched_yield() }
    }
}

private let spinSink = Atomic<Int>(0)

/// Whether the process runs under ThreadSanitizer. It adds a thread that no signal may reach, delivers signals late, and does not
/// understand Synchronization.Mutex.
public let underThreadSanitizer = dlsym(nil, "__tsan_init") != nil

/// Whether the environment asks for the long form of the tests.
public let longTests = getenv("RCU_LONG_TESTS").map { String(cString: $0) == "1" } ?? false

/// Names the calling thread, as `ps` shows it. (The libc function is hidden behind _GNU_SOURCE.)
public func nameCurrentThread(_ name: String) {
    guard let file = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(name, file)
    fclose(file)
}

/// The calling thread's name.
public func currentThreadName() -> String {
    guard let file = fopen("/proc/thread-self/comm", "r") else { return "" }
    defer { fclose(file) }
    var bytes = [CChar](repeating: 0, count: 64)
    guard fgets(&bytes, 64, file) != nil else { return "" }
    return String(decoding: bytes.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Lets the processor go for a moment, so that a crowd of threads does not keep it. Synchronises nothing.
public func restBriefly() { usleep(1000) }

/// Lets other tasks run until `condition` holds, for at most `seconds`; false if it never did.
@discardableResult
public func yieldUntil(_ condition: () -> Bool, within seconds: Double = 30) async -> Bool {
    let deadline = monotonicSeconds() + seconds
    while !condition() {
        guard monotonicSeconds() < deadline else { return condition() }
        await Task.yield()
    }
    return true
}

/// Ends the process by its alarm if it still runs after so long: the child of a fork, whose parent waits for it. Threads of the
/// cooperative pool, and their children, block the signal.
public func endIfItHangs(after seconds: UInt32) {
    var alarms = sigset_t()
    sigemptyset(&alarms)
    sigaddset(&alarms, SIGALRM)
    pthread_sigmask(SIG_UNBLOCK, &alarms, nil)
    alarm(seconds)
}
