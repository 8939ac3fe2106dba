import FoundationEssentials
import Glibc

/// The machine a figure was measured on; without it a figure says nothing.
public struct MachineDescription: Sendable {
    public let cpu: String
    /// The processors this process may use, which can be fewer than the machine has.
    public let processors: Int
    public let architecture: String
    public let kernel: String

    public static let current = MachineDescription()

    private init() {
        var system = utsname()
        uname(&system)
        architecture = Self.text(&system.machine)
        kernel = Self.text(&system.sysname) + " " + Self.text(&system.release)
        processors = Processor.usable.count
        cpu = Self.cpuModel ?? architecture
    }

    public var fields: [ReportField] {
        [
            ReportField("cpu", .text(cpu)),
            ReportField("processors", .integer(processors)),
            ReportField("architecture", .text(architecture)),
            ReportField("kernel", .text(kernel)),
        ]
    }

    /// x86-64 kernels name the model; arm64 ones do not.
    private static var cpuModel: String? {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
            let colon = line.firstIndex(of: ":")
        else { return nil }
        return String(line[line.index(after: colon)...].drop { $0 == " " })
    }

    private static func text<Characters>(_ tuple: inout Characters) -> String {
        withUnsafeBytes(of: &tuple) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
