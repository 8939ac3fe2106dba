internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

/// The states that are built in, in the order of a bring-up. Nobody removes them.
///
/// | section | place | state |
/// |---|---|---|
/// | prepare | early 8 | the mailbox exists |
/// | | | (bring-up: the thread exists) |
/// | online | early 0 | online: senders may target the worker |
/// | online | late 255 | active: it should be given work |
///
/// **Up.** A sender loads the bit with acquire, then the mailbox's address. The address was stored and the mailbox opened before the bit was
/// set, which is a release: whoever sees the bit finds an open mailbox, and a thread that reads it.
///
/// **Down.** A sender looks at the bit and pushes inside one read section. The bit is cleared, then a grace period passes:
///
/// - a section that began before it has ended, and its push happens before the grace period's end, so the letter is in the mailbox;
/// - a section that the grace period did not wait for sees the bit cleared, and does not push.
///
/// So when the mailbox is closed and emptied, each accepted letter lies in it, and nobody can be about to push. The other way round,
/// a sender between its look and its push would find a closed mailbox: that traps.
///
/// The bit of the active is cleared, and waited for in the same way, before anything else is torn down: a section that finds a worker
/// active finds it online too, until the section ends.
extension WorkerCore {
    static let mailboxPlace = Hotplug.Place.early(8)
    static let onlinePlace = Hotplug.Place.early(0)
    static let activePlace = Hotplug.Place.late(255)

    func install(in hotplug: Hotplug) {
        install("mailbox", .prepare, Self.mailboxPlace, in: hotplug) { [self] in
            try makeMailbox(for: $0)
        } teardown: { [self] in
            removeMailbox(of: $0)
        }
        install("online", .online, Self.onlinePlace, in: hotplug) { [self] in
            slots[$0].mailbox?.reopen()
            announce($0)
        } teardown: { [self] in
            leave($0)
        }
        install("active", .online, Self.activePlace, in: hotplug) { [self] in
            active.insert($0)
        } teardown: { [self] in
            active.remove($0)
            RCU.synchronize()
        }
    }

    private func install(
        _ name: String,
        _ section: Hotplug.Section,
        _ place: Hotplug.Place,
        in hotplug: Hotplug,
        startup: @escaping @Sendable (Int) throws -> Void,
        teardown: @escaping @Sendable (Int) throws -> Void
    ) {
        let unit = HotplugUnit(workers: slots.count, startup: startup, teardown: teardown)
        do throws(HotplugError) {
            _ = try hotplug.operate { () throws(HotplugError) in
                try hotplug.add(name, section, place, nil, unit: unit, calls: true)
            }
        } catch {
            fatalError("the state \"\(name)\" of a new group: \(error)")
        }
    }

    private func makeMailbox(for worker: Int) throws {
        guard !isClosing.load(ordering: .sequentiallyConsistent) else { throw WorkerError.closed }
        let mailbox = Mailbox()
        // Until the worker is online only orders are accepted.
        _ = mailbox.close()
        slots[worker].mailbox = mailbox
        slots[worker].address.store(
            UInt(bitPattern: Unmanaged.passUnretained(mailbox).toOpaque()),
            ordering: .releasing
        )
    }

    /// No sender has the address any more: each found the worker online, in a section that ended before the state "online" was torn down.
    private func removeMailbox(of worker: Int) {
        slots[worker].address.store(0, ordering: .relaxed)
        slots[worker].mailbox = nil
    }

    /// Makes the worker visible to senders, who rely on what is required here.
    private func announce(_ worker: Int) {
        require(
            slots[worker].mailbox?.isClosed == false && slots[worker].address.load(ordering: .relaxed) != 0,
            "worker \(worker) is about to be online without an open mailbox"
        )
        online.insert(worker)
    }

    /// On the worker's thread, which has no long section now and may wait.
    func leave(_ worker: Int) {
        online.remove(worker)
        RCU.synchronize()
        WorkerThread.current?.drain()
    }
}
