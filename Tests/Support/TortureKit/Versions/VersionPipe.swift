internal import Synchronization

/// One updater's replaced versions, each aged by one stage per grace period, as rcutorture does.
///
/// A reader may find stage 1: the version was replaced while its section was open. A reader that finds more has been
/// forgotten by that many grace periods, so the histogram of the stages tells a near miss from a wild one. After the
/// last stage the slot is poisoned, and free for another version.
struct VersionPipe {
    static let length = 10

    private var free: [Version]
    private var replaced: [Version] = []
    private var serial: UInt64

    /// - Parameter origin: makes this updater's serials differ from every other's.
    init(free: [Version], origin: Int) {
        self.free = free
        serial = UInt64(origin + 1) << 40
    }

    /// Publishes a new version and takes the one it replaced.
    mutating func replace(in published: PublishedVersion) {
        // Each replacement puts one in and each tenth grace period gives one back, so there is always one.
        let new = free.removeLast()
        serial += 1
        new.bringToLife(serial: serial)
        let old = published.exchange(new)
        old.stage.pointee.store(1, ordering: .relaxed)
        replaced.append(old)
    }

    /// To be called after each grace period that began after the last replacement.
    mutating func age() {
        var finished = 0
        for version in replaced {
            let stage = version.stage.pointee.wrappingAdd(1, ordering: .relaxed).newValue
            guard stage > Self.length else { continue }
            version.kill()
            free.append(version)
            finished += 1
        }
        // The oldest are the furthest along.
        replaced.removeFirst(finished)
    }
}
