internal import Glibc

extension Membarrier {
    /// The kernel's refusal of a membarrier(2) call.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was asked of the kernel.
        public enum Operation: Hashable, Sendable {
            /// ``Membarrier/supportedCommands()``.
            case query
            /// ``Membarrier/registrations()``.
            case getRegistrations
            /// ``Membarrier/register(_:)``.
            case register(Registration)
            /// ``Membarrier/issue(_:)``.
            case issue(Command)
        }

        /// What was asked of the kernel.
        public let operation: Operation
        /// The error number it answered.
        ///
        /// - `EPERM`: not registered, or a seccomp filter.
        /// - `ENOSYS`: an old kernel, or a seccomp filter.
        /// - `EINVAL`: this kernel or architecture lacks the command.
        /// - `ENOMEM`: no memory for the kernel's CPU mask, at this moment.
        public let errno: CInt

        /// The operation, the system's message and the errno, in one line.
        public var description: String {
            "membarrier: \(operation): \(String(cString: strerror(errno))) (errno \(errno))"
        }
    }
}
