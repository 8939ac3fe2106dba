/// Whether the counters are what seed 2's model of the algorithm says.
enum VmapVerdict: String, Sendable, Codable {
    case pass = "PASS"
    case fail = "FAIL"
    /// No figure is known for such a run.
    case unchecked
}
