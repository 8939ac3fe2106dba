extension Membarrier {
    /// A set of membarrier(2) commands, as the kernel's bit mask.
    public struct Commands: OptionSet, Hashable, Sendable {
        /// The kernel's mask: one bit for each command.
        public let rawValue: UInt32

        /// The set with this mask; bits that have no name here are kept.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// `MEMBARRIER_CMD_GLOBAL`, Linux 4.3.
        public static let global = Commands(rawValue: 1 << 0)
        /// `MEMBARRIER_CMD_GLOBAL_EXPEDITED`, Linux 4.16.
        public static let globalExpedited = Commands(rawValue: 1 << 1)
        /// `MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED`, Linux 4.16.
        public static let registerGlobalExpedited = Commands(rawValue: 1 << 2)
        /// `MEMBARRIER_CMD_PRIVATE_EXPEDITED`, Linux 4.14.
        public static let privateExpedited = Commands(rawValue: 1 << 3)
        /// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`, Linux 4.14.
        public static let registerPrivateExpedited = Commands(rawValue: 1 << 4)
        /// `MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE`, Linux 4.16, not on every architecture.
        public static let privateExpeditedSyncCore = Commands(rawValue: 1 << 5)
        /// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE`, Linux 4.16, not on every architecture.
        public static let registerPrivateExpeditedSyncCore = Commands(rawValue: 1 << 6)
        /// `MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ`, Linux 5.10.
        public static let privateExpeditedRSEQ = Commands(rawValue: 1 << 7)
        /// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ`, Linux 5.10.
        public static let registerPrivateExpeditedRSEQ = Commands(rawValue: 1 << 8)
        /// `MEMBARRIER_CMD_GET_REGISTRATIONS`, Linux 6.3.
        public static let getRegistrations = Commands(rawValue: 1 << 9)
    }
}
