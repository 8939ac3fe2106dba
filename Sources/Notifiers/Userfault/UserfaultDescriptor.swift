internal import CMembarrier
internal import Glibc

/// The descriptor of userfaultfd(2), and the bell that ends a wait for it.
///
/// It names the address space that made it, so that a forked child which used its copy would change the parent's.
struct UserfaultDescriptor {
    private let file: CInt
    private let bell: CInt
    private let process = getpid()

    init() throws(UserfaultError) {
        // A fork in between would leave a copy that the child does not know of.
        cmembarrier_hold_forks()
        defer { cmembarrier_release_forks() }
        let file = try Self.entered(cmembarrier_userfault_open())
        var offered: UInt64 = 0
        let agreed = cmembarrier_userfault_agree(file, UInt64(cmembarrier_userfault_features), &offered)
        guard agreed == 0 else {
            cmembarrier_close_here(file)
            throw agreed == -EINVAL ? .lacksFeatures(offered: Self.offeredFeatures()) : .refused(errno: -agreed)
        }
        do {
            bell = try Self.entered(cmembarrier_bell())
        } catch {
            cmembarrier_close_here(file)
            throw error
        }
        self.file = file
    }

    /// A new descriptor, or -errno, that the children of forks are to close.
    private static func entered(_ file: CInt) throws(UserfaultError) -> CInt {
        guard file >= 0 else { throw .refused(errno: -file) }
        let result = cmembarrier_close_in_children(file)
        guard result == 0 else {
            close(file)
            throw .refused(errno: -result)
        }
        return file
    }

    /// The refusal says nothing about what there is, and a descriptor is asked once: so this asks a second one.
    private static func offeredFeatures() -> UInt64 {
        let file = cmembarrier_userfault_open()
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var offered: UInt64 = 0
        _ = cmembarrier_userfault_agree(file, 0, &offered)
        return offered
    }

    /// Whether this process made it.
    var isOwn: Bool { getpid() == process }

    func watch(_ addresses: Range<UInt>) throws(UserfaultError) {
        let result = cmembarrier_userfault_watch(file, UInt64(addresses.lowerBound), Self.bytes(addresses))
        guard result == 0 else { throw .cannotWatch(addresses, errno: -result) }
    }

    func unwatch(_ addresses: Range<UInt>) throws(UserfaultError) {
        let result = cmembarrier_userfault_unwatch(file, UInt64(addresses.lowerBound), Self.bytes(addresses))
        guard result == 0 else { throw .cannotUnwatch(addresses, errno: -result) }
    }

    /// The length, which of the kernel's half of the addresses is no `Int`.
    private static func bytes(_ addresses: Range<UInt>) -> UInt64 {
        UInt64(addresses.upperBound - addresses.lowerBound)
    }

    /// Whether an event waits to be read.
    var isReady: Bool {
        var entry = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Whether a thread is between announcing an event and going on with what it does.
    var isChanging: Bool { cmembarrier_userfault_is_changing(file) != 0 }

    /// Sleeps until an event can be read or somebody rang.
    func sleep() {
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { entries in
            entries.initializeElement(at: 0, to: pollfd(fd: file, events: Int16(POLLIN), revents: 0))
            entries.initializeElement(at: 1, to: pollfd(fd: bell, events: Int16(POLLIN), revents: 0))
            // An error is EINTR or ENOMEM; the caller looks again either way.
            _ = poll(entries.baseAddress, 2, -1)
        }
    }

    func ring() { cmembarrier_ring(bell) }

    /// Takes an event and lets the thread go on that caused it; nil if there is none.
    func read() -> UserfaultEvent? {
        var event = cmembarrier_userfault_event()
        guard cmembarrier_userfault_read(file, &event) == 1 else { return nil }
        switch Int(event.kind) {
        case cmembarrier_userfault_fault: return .fault
        case cmembarrier_userfault_remove: return .gone(UInt(event.start)..<UInt(event.end), .clear)
        case cmembarrier_userfault_unmap, cmembarrier_userfault_remap:
            return .gone(UInt(event.start)..<UInt(event.end), .unmap)
        default: return .other
        }
    }

    /// Ends the watching of everything. Threads whose events nobody has read go on.
    func closeAll() {
        cmembarrier_hold_forks()
        cmembarrier_close_here(file)
        cmembarrier_close_here(bell)
        cmembarrier_release_forks()
    }
}
