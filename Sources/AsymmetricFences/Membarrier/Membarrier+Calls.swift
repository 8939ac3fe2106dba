internal import CMembarrier
internal import Glibc

extension Membarrier {
    /// The commands that this kernel supports.
    ///
    /// - Throws: ``Failure`` with `ENOSYS` before Linux 4.3, or whatever a seccomp filter answers.
    public static func supportedCommands() throws(Failure) -> Commands {
        Commands(rawValue: try call(Int32(cmembarrier_cmd_query), for: .query))
    }

    /// Registers this process for an expedited command; repeating it is harmless.
    ///
    /// Blocks for 0.3 us in a process of one thread, for a kernel grace period (5 to 13 ms) in one of many.
    ///
    /// - Throws: ``Failure`` with `EINVAL` where the kernel lacks the command.
    public static func register(_ registration: Registration) throws(Failure) {
        _ = try call(Int32(registration.command.rawValue), for: .register(registration))
    }

    /// The registrations of this process, as the set of their `register…` commands.
    ///
    /// - Throws: ``Failure`` with `EINVAL` before Linux 6.3.
    public static func registrations() throws(Failure) -> Commands {
        Commands(rawValue: try call(Int32(cmembarrier_cmd_get_registrations), for: .getRegistrations))
    }

    /// Issues one barrier and returns when every thread it targets has executed it.
    ///
    /// Targeted threads that are not running need none: a context switch is a full barrier. The caller itself is not
    /// always among the targets (one CPU, or one thread): where it needs a fence, it issues its own.
    ///
    /// - Throws: ``Failure``; no barrier may be relied on then. `EINVAL` for a negative CPU number, which the kernel would
    ///   take for all of them.
    public static func issue(_ command: Command) throws(Failure) {
        if case .privateExpeditedRSEQ(cpu: let cpu?) = command, cpu < 0 {
            throw Failure(operation: .issue(command), errno: EINVAL)
        }
        let arguments = command.arguments
        _ = try call(arguments.command, flags: arguments.flags, cpu: arguments.cpu, for: .issue(command))
    }

    private static func call(
        _ command: Int32,
        flags: UInt32 = 0,
        cpu: Int32 = 0,
        for operation: Failure.Operation
    ) throws(Failure) -> UInt32 {
        let result = cmembarrier_call(command, flags, cpu)
        guard result >= 0 else { throw Failure(operation: operation, errno: -result) }
        return UInt32(result)
    }
}
