import CMembarrier

/// What a test can only be asked of some machines.
enum Machine {
    /// Whether a page-protection downgrade interrupts the CPUs: otherwise it is no fence.
    static let shootdownsInterrupt = cmembarrier_tlb_shootdown_interrupts() != 0
}
