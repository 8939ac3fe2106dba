import CMembarrier
import Glibc

/// What this machine lets the tests show.
enum HugePageMachine {
    /// Whether a fault in advised memory gets a huge page: by the system's own count, so that a mistake in what is tested does not
    /// switch its test off.
    static let givesHugePages: Bool = {
        let before = faults
        let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
        memory.mark(pages: 0..<1)
        return faults > before
    }()

    static let reason = "this machine gave no huge page to memory that was advised MADV_HUGEPAGE"

    /// `MADV_COLLAPSE` is of Linux 6.1.
    static let collapses = isKernelAtLeast(6, 1)
    static let collapseReason = "this kernel is older than 6.1, and has no MADV_COLLAPSE"

    /// `PAGEMAP_SCAN` is of Linux 6.7.
    static let scansPages = isKernelAtLeast(6, 7)
    static let scanReason = "this kernel is older than 6.7, and has no PAGEMAP_SCAN"

    private static func isKernelAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = text("/proc/sys/kernel/osrelease").split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (major, minor)
    }

    /// `thp_fault_alloc`, of the whole system.
    private static var faults: Int {
        let line = lines("/proc/vmstat").first { $0.hasPrefix("thp_fault_alloc ") }
        return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    }

    static func lines(_ path: String) -> [Substring] {
        text(path).split(separator: "\n")
    }

    static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Whether all of the text was taken.
    @discardableResult
    static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Glibc.write(file, text, text.utf8.count) == text.utf8.count
    }
}
