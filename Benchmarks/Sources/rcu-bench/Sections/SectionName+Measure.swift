import LibURCU
import ReadCopyUpdate

extension SectionName {
    /// Why this machine cannot run it; nil where it can.
    var obstacle: String? {
        self == .liburcuMemb && !MembWithoutCheck.isAvailable
            ? "liburcu found no membarrier(2) when it was loaded" : nil
    }

    /// One turn. Each case names a concrete kind, so that its loop is specialised.
    func measure(_ timing: SectionTiming) -> Double {
        switch self {
        case .none: timing.measure(NoSection.self)
        case .read: timing.measure(ReadSectionKind.self)
        case .lockUnlock: timing.measure(FlavorSection<RCU>.self)
        case .box: timing.measure(BoxSection.self)
        case .reporter: timing.measure(ReporterSection.self)
        case .sleepable: timing.measure(SleepableSectionKind.self)
        case .sleepableAsync: timing.measureAsync()
        case .liburcuMemb: timing.measure(FlavorSection<MembWithoutCheck>.self)
        case .liburcuMembDynamic: timing.measure(FlavorSection<Memb>.self)
        case .liburcuMB: timing.measure(FlavorSection<MB>.self)
        case .liburcuBP: timing.measure(FlavorSection<BP>.self)
        case .liburcuQSBR: timing.measure(FlavorSection<QSBR>.self)
        }
    }
}
