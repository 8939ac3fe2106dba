/// One line of seed 1's table: operations in 10 s with 6 readers and 2 writers.
struct SeedRow: Sendable, Equatable {
    let label: String
    let reads: Int
    let writes: Int

    /// Reads against the row whose readers issue full fences, as this table's own ratio is taken.
    var readsVersusMB: Double { Double(reads) / Double(Self.fenceInReader.reads) }

    private static let fenceInReader = SeedRow(
        label: "memory barriers in reader",
        reads: 1_701_557_485,
        writes: 2_202_847
    )
    private static let signal = SeedRow(label: "signal-based scheme", reads: 9_830_061_167, writes: 6_700)
    private static let membarrier = SeedRow(label: "sys_membarrier", reads: 9_952_759_104, writes: 425)
    private static let dynamicCheck = SeedRow(label: "sys_membarrier (dyn. check)", reads: 7_970_328_887, writes: 425)

    /// The seed's line for a scheme, if it had that scheme.
    static func of(_ scheme: SchemeName) -> SeedRow? {
        switch scheme {
        case .liburcuMB: fenceInReader
        case .liburcuSignal: signal
        case .liburcuMemb: membarrier
        case .liburcuMembDynamic: dynamicCheck
        default: nil
        }
    }
}
