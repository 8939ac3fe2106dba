internal import CMembarrier

extension Membarrier {
    /// A barrier that membarrier(2) can issue.
    public enum Command: Hashable, Sendable {
        /// A full barrier on every running thread of the system, by waiting for a kernel grace period.
        ///
        /// 8 to 40 ms a call. Refused with EINVAL on a kernel with isolated (`nohz_full`) CPUs.
        case global
        /// A full barrier on every running thread of each process that registered for it; the caller need not have.
        case globalExpedited
        /// A full barrier on every running thread of this process: one interrupt per CPU that runs it, under a microsecond.
        case privateExpedited
        /// As ``privateExpedited``, and each thread's core serialises its instruction stream, the caller's included.
        case privateExpeditedSyncCore
        /// Restarts the restartable sequences of this process's running threads: on all CPUs, or on one.
        ///
        /// A CPU that is offline, or not running this process, answers success.
        case privateExpeditedRSEQ(cpu: Int? = nil)

        /// The kernel's number, flags and CPU argument.
        var arguments: (command: Int32, flags: UInt32, cpu: Int32) {
            switch self {
            case .global: (Int32(cmembarrier_cmd_global), 0, 0)
            case .globalExpedited: (Int32(cmembarrier_cmd_global_expedited), 0, 0)
            case .privateExpedited: (Int32(cmembarrier_cmd_private_expedited), 0, 0)
            case .privateExpeditedSyncCore: (Int32(cmembarrier_cmd_private_expedited_sync_core), 0, 0)
            case .privateExpeditedRSEQ(cpu: nil): (Int32(cmembarrier_cmd_private_expedited_rseq), 0, 0)
            case .privateExpeditedRSEQ(cpu: let cpu?):
                // The kernel answers success for a CPU that it does not have, as for one that is offline.
                (
                    Int32(cmembarrier_cmd_private_expedited_rseq), UInt32(cmembarrier_flag_cpu),
                    Int32(clamping: cpu)
                )
            }
        }
    }
}
