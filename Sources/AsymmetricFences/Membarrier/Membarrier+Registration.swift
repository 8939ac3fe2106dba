internal import CMembarrier

extension Membarrier {
    /// A registration of this process, which an expedited command needs before its first use.
    ///
    /// fork(2) keeps registrations; execve(2) clears them.
    public enum Registration: Hashable, Sendable, CaseIterable {
        /// Lets any process's ``Membarrier/Command/globalExpedited`` reach this one.
        case globalExpedited
        /// Needed by ``Membarrier/Command/privateExpedited``. This package has made it before `main`.
        case privateExpedited
        /// Needed by ``Membarrier/Command/privateExpeditedSyncCore``.
        case privateExpeditedSyncCore
        /// Needed by ``Membarrier/Command/privateExpeditedRSEQ(cpu:)``.
        case privateExpeditedRSEQ

        var command: Commands {
            switch self {
            case .globalExpedited: .registerGlobalExpedited
            case .privateExpedited: .registerPrivateExpedited
            case .privateExpeditedSyncCore: .registerPrivateExpeditedSyncCore
            case .privateExpeditedRSEQ: .registerPrivateExpeditedRSEQ
            }
        }
    }
}
