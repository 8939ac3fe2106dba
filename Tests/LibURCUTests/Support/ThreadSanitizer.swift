import Glibc

/// Whether the process runs under ThreadSanitizer, which starts no thread in the child of a fork, and delivers a signal
/// only when the thread calls into the C library: readers do not.
enum ThreadSanitizer {
    static let isOn = dlsym(nil, "__tsan_init") != nil
}
