import CMembarrier
import CTestShims
import Glibc
import TestThreads
import Testing

@testable import Notifiers

private func expectRefusal(_ errno: CInt, naming words: [String]) {
    do {
        _ = try UserfaultSource(notifiers: MemoryNotifiers())
        Issue.record("nothing was refused")
    } catch {
        #expect(error == .refused(errno: errno))
        for word in words { #expect(error.description.contains(word), "\(error.description)") }
    }
}

/// Where the kernel refuses: by real filters and limits, in processes of their own.
@Suite("UserfaultSource: refusals")
struct UserfaultRefusalTests {
    @Test("A seccomp filter as containers have it", arguments: [EPERM, ENOSYS])
    func filter(errno: CInt) async {
        await #expect(processExitsWith: .success) { [errno = errno as CInt] in
            UserfaultMachine.deny(ctestshims_userfault_number(), errno)
            expectRefusal(
                errno,
                naming: [
                    "(errno \(errno))", "seccomp",
                    errno == EPERM ? "vm.unprivileged_userfaultfd" : "CONFIG_USERFAULTFD",
                ]
            )
        }
    }

    @Test(
        "No descriptor left, for either of the two: nothing stays open",
        .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason)),
        arguments: [ctestshims_userfault_number(), ctestshims_eventfd_number()]
    )
    func descriptors(call: Int32) async {
        await #expect(processExitsWith: .success) { [call = call as Int32] in
            UserfaultMachine.deny(call, EMFILE)
            expectRefusal(EMFILE, naming: ["(errno \(EMFILE))", "expected a free descriptor"])
            #expect(UserfaultMachine.openDescriptors == 0)
        }
    }

    @Test(
        "A kernel without the events",
        .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason))
    )
    func features() async {
        await #expect(processExitsWith: .success) {
            UserfaultMachine.deny(
                ctestshims_ioctl_number(),
                EINVAL,
                argument: 1,
                when: ctestshims_userfault_api_request()
            )
            do {
                _ = try UserfaultSource(notifiers: MemoryNotifiers())
                Issue.record("nothing was refused")
            } catch let error as UserfaultError {
                #expect(error == .lacksFeatures(offered: 0))
                #expect(error.description.contains("write-protect mode"))
            }
            #expect(UserfaultMachine.openDescriptors == 0)
        }
    }

    @Test(
        "Ranges that cannot be watched",
        .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason))
    )
    func ranges() throws {
        let source = try UserfaultSource(notifiers: MemoryNotifiers())
        let memory = ForeignMemory(pages: 4)
        let start = memory.range.lowerBound
        for range in [start..<start, start + 1..<start + 4096, start..<start + 4095] {
            #expect(throws: UserfaultError.notWholePages(range)) { try source.watch(range) }
            #expect(throws: UserfaultError.notWholePages(range)) { try source.unwatch(range) }
        }
        let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let program = mmap(nil, ForeignMemory.page, PROT_READ, MAP_PRIVATE, file, 0)
        defer { munmap(program, ForeignMemory.page) }
        let mapped = UInt(bitPattern: program)..<UInt(bitPattern: program) + UInt(ForeignMemory.page)
        #expect(throws: UserfaultError.cannotWatch(mapped, errno: EINVAL)) { try source.watch(mapped) }
        // The lowest page can be mapped by nobody.
        let nothing = UInt(0)..<UInt(ForeignMemory.page)
        #expect(throws: UserfaultError.cannotWatch(nothing, errno: EINVAL)) { try source.watch(nothing) }
        #expect(throws: UserfaultError.cannotUnwatch(nothing, errno: EINVAL)) { try source.unwatch(nothing) }
        // Longer than any `Int`: refused, and no overflow.
        let all = UInt(0)..<UInt.max - UInt(ForeignMemory.page) + 1
        #expect(throws: UserfaultError.cannotWatch(all, errno: EINVAL)) { try source.watch(all) }
        #expect(throws: UserfaultError.cannotUnwatch(all, errno: EINVAL)) { try source.unwatch(all) }
        let other = try UserfaultSource(notifiers: MemoryNotifiers())
        try other.watch(memory.pages(1..<2))
        #expect(throws: UserfaultError.cannotWatch(memory.range, errno: EBUSY)) { try source.watch(memory.range) }
        #expect("\(UserfaultError.cannotWatch(memory.range, errno: EBUSY))".contains(String(start, radix: 16)))
        source.close()
        other.close()
    }
}
