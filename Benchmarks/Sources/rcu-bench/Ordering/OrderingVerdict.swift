/// Whether what was seen is what the table says.
enum OrderingVerdict: String, Sendable, Codable {
    case pass = "PASS"
    case fail = "FAIL"
}
