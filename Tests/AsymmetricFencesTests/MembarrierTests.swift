import AsymmetricFences
import Glibc
import Testing

@Suite("membarrier(2), typed")
struct MembarrierTests {
    private static let supported = (try? Membarrier.supportedCommands()) ?? []

    private static func supports(_ command: Membarrier.Commands) -> Bool { supported.contains(command) }

    @Test(
        "The process is registered for private-expedited barriers before main",
        .enabled(if: supports(.getRegistrations), "this kernel is older than 6.3 and cannot list registrations")
    )
    func registeredByConstructor() throws {
        #expect(try Membarrier.registrations().contains(.registerPrivateExpedited))
        #expect(throws: Never.self) { try Membarrier.issue(.privateExpedited) }
    }

    @Test(
        "A registration is refused before, listed after, and its command works then",
        .enabled(
            if: supports([.getRegistrations, .privateExpeditedSyncCore]),
            "this kernel lacks sync-core or the listing"
        )
    )
    func registrationIsTold() throws {
        // fork keeps registrations and this suite runs in one process, so "before" holds once only.
        if try !Membarrier.registrations().contains(.registerPrivateExpeditedSyncCore) {
            let refused = #expect(throws: Membarrier.Failure.self) { try Membarrier.issue(.privateExpeditedSyncCore) }
            #expect(refused?.errno == EPERM)
            #expect(refused?.operation == .issue(.privateExpeditedSyncCore))
        }
        try Membarrier.register(.privateExpeditedSyncCore)
        #expect(try Membarrier.registrations().contains(.registerPrivateExpeditedSyncCore))
        try Membarrier.issue(.privateExpeditedSyncCore)
    }

    @Test(
        "Every barrier that the kernel lists can be issued once registered",
        arguments: [
            (Membarrier.Command.global, Membarrier.Registration?.none, Membarrier.Commands.global),
            (.globalExpedited, .globalExpedited, .globalExpedited),
            (.privateExpedited, .privateExpedited, .privateExpedited),
            (.privateExpeditedSyncCore, .privateExpeditedSyncCore, .privateExpeditedSyncCore),
            (.privateExpeditedRSEQ(), .privateExpeditedRSEQ, .privateExpeditedRSEQ),
            (.privateExpeditedRSEQ(cpu: 0), .privateExpeditedRSEQ, .privateExpeditedRSEQ),
        ]
    )
    func issue(_ command: Membarrier.Command, _ registration: Membarrier.Registration?, _ listed: Membarrier.Commands)
        throws
    {
        guard Self.supports(listed) else {
            let refused = #expect(throws: Membarrier.Failure.self) { try Membarrier.issue(command) }
            #expect(refused?.errno == EINVAL)
            return
        }
        if let registration { try Membarrier.register(registration) }
        try Membarrier.issue(command)
    }

    @Test(
        "A refusal names the operation and the errno",
        .enabled(
            if: supports(.privateExpeditedRSEQ),
            "this kernel is older than 5.10 and has no CPU argument to refuse"
        )
    )
    func refusalIsClear() {
        let refused = #expect(throws: Membarrier.Failure.self) {
            try Membarrier.register(.privateExpeditedRSEQ)
            try Membarrier.issue(.privateExpeditedRSEQ(cpu: -1))
        }
        #expect(refused?.errno == EINVAL)
        #expect(refused?.description.contains("privateExpeditedRSEQ") == true)
        #expect(refused?.description.contains("Invalid argument") == true)
    }

    @Test("The option set's bits are the kernel's")
    func bits() {
        let all: [Membarrier.Commands] = [
            .global, .globalExpedited, .registerGlobalExpedited, .privateExpedited, .registerPrivateExpedited,
            .privateExpeditedSyncCore, .registerPrivateExpeditedSyncCore, .privateExpeditedRSEQ,
            .registerPrivateExpeditedRSEQ,
            .getRegistrations,
        ]
        #expect(all.map(\.rawValue) == (0..<10).map { 1 << $0 })
    }
}
