import CTestShims
import Glibc
import TestThreads

/// Whether a sanitizer has its shadow in the address space, and maps memory by calls of its own.
let underAnySanitizer = dlsym(nil, "__asan_init") != nil || underThreadSanitizer

/// Makes a system call fail in the whole process, for good: always, or where an argument's low half is a value.
func denyCall(
    _ number: Int32,
    _ error: CInt,
    argument: Int32 = 0,
    when equal: UInt32? = nil
) {
    let condition = equal != nil ? ctestshims_when_equal : ctestshims_always
    let denial = ctestshims_denial(
        number: number,
        error: error,
        argument: argument,
        condition: Int32(condition.rawValue),
        value: equal ?? 0
    )
    let result = ctestshims_deny([denial], 1)
    precondition(result == 0, "the seccomp filter was refused with \(result)")
}
