import ArgumentParser
import Glibc

/// The answers that a sandbox gives to a system call that it refuses.
enum Denial: String, CaseIterable, ExpressibleByArgument {
    case eperm = "EPERM"
    case enosys = "ENOSYS"

    var errno: CInt {
        switch self {
        case .eperm: EPERM
        case .enosys: ENOSYS
        }
    }
}
