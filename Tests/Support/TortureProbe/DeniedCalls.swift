internal import Glibc
internal import TortureKit

/// The system calls that are to fail, from the options `--deny a,b --errno EPERM|ENOSYS`.
struct DeniedCalls {
    private let denials: [SystemCallDenial]
    private let answer: CInt

    init?(_ options: inout ProbeOptions) throws(ProbeMistake) {
        guard let names = options.take("deny") else { return nil }
        var denials: [SystemCallDenial] = []
        for name in names.split(separator: ",") {
            guard let denial = SystemCallDenial(rawValue: String(name)) else {
                throw ProbeMistake(line: "\"\(name)\" is no call that can be denied")
            }
            denials.append(denial)
        }
        self.denials = denials
        switch options.take("errno") ?? "EPERM" {
        case "EPERM": answer = EPERM
        case "ENOSYS": answer = ENOSYS
        case let other: throw ProbeMistake(line: "--errno is EPERM or ENOSYS, not \"\(other)\"")
        }
    }

    func install() {
        SystemCallDenial.install(denials, errno: answer)
    }

    /// Installs the filter and executes the program again, so that its constructors meet it.
    ///
    /// The dynamic loader itself protects pages, so that denial waits until it is done; nothing of ours has run by then
    /// but a registration.
    func installBeforeStart() {
        let late = denials.filter { $0 == .readOnlyProtection }
        let early = denials.filter { $0 != .readOnlyProtection }
        if !early.isEmpty {
            Restart.once { SystemCallDenial.install(early, errno: answer) }
        }
        if !late.isEmpty { SystemCallDenial.install(late, errno: answer) }
    }
}
