import CTestShims
import Glibc
import TestThreads

@testable import Notifiers

/// What this machine lets the tests of ``UserfaultSource`` show.
enum UserfaultMachine {
    /// Asked of the system, and not of what is tested, so that a mistake there does not switch its tests off.
    static let permits: Bool = {
        let file = ctestshims_open_userfault()
        if file >= 0 { close(file) }
        return file >= 0
    }()

    static let reason = "this machine refuses userfaultfd(2)"

    /// Makes a system call fail in the whole process, for good: always, or where an argument's low half is a value.
    static func deny(_ number: Int32, _ error: CInt, argument: Int32 = 0, when equal: UInt32? = nil) {
        let condition = equal == nil ? ctestshims_always : ctestshims_when_equal
        let denial = ctestshims_denial(
            number: number,
            error: error,
            argument: argument,
            condition: Int32(condition.rawValue),
            value: equal ?? 0
        )
        let result = ctestshims_deny([denial], 1)
        precondition(result == 0, "the seccomp filter was refused with \(result)")
    }

    /// How many userfaultfds the process has.
    static var openDescriptors: Int {
        (0..<1024).count { descriptor in
            var target = [CChar](repeating: 0, count: 64)
            let count = readlink("/proc/self/fd/\(descriptor)", &target, 64)
            let name = String(decoding: target.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return name.contains("userfaultfd")
        }
    }

    /// Whether the kernel is of this version or a later one.
    static func kernelIs(atLeast major: Int, _ minor: Int) -> Bool {
        let release = SmallFile.read("/proc/sys/kernel/osrelease") ?? ""
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (major, minor)
    }

    /// Whether a thread sleeps where no signal but a deadly one wakes it, by /proc/self/task.
    static func isAsleepInKernel(_ thread: Int) -> Bool {
        guard let file = fopen("/proc/self/task/\(thread)/stat", "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return false }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The state comes after the name, which ends with the last parenthesis.
        return text[(text.lastIndex(of: ")") ?? text.startIndex)...].hasPrefix(") D")
    }

    /// Kilobytes of huge pages in the mapping that holds `address`, by /proc/self/smaps.
    static func hugeKilobytes(at address: UInt) -> Int {
        guard let file = fopen("/proc/self/smaps", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        var isInside = false
        while fgets(&line, 512, file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(whereSeparator: { $0 == " " || $0 == "-" })
            guard words.count > 1 else { continue }
            if let start = UInt(words[0], radix: 16), let end = UInt(words[1], radix: 16) {
                isInside = (start..<end).contains(address)
            } else if isInside, words[0] == "AnonHugePages:" {
                return Int(words[1]) ?? 0
            }
        }
        return 0
    }
}
