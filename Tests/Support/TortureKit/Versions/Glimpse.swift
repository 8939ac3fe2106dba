internal import Synchronization

/// What a reader saw of a version at the beginning of its section, to be compared with what it sees later.
struct Glimpse {
    let version: Version
    private let canary: UInt64

    @inline(__always)
    init(of published: PublishedVersion, in log: ViolationLog) {
        self.init(of: published.load(), in: log)
    }

    @inline(__always)
    init(of version: Version, in log: ViolationLog) {
        self.version = version
        canary = version.canary.pointee.load(ordering: .relaxed)
        if _slowPath(canary == Version.poison) {
            log.record(.poisoned)
        } else if _slowPath(version.echo.pointee.load(ordering: .relaxed) != ~canary) {
            log.record(.unpublished)
        }
    }

    /// Looks again, in the same section: the version must be the same, and alive.
    @inline(__always)
    func verify(in log: ViolationLog) {
        let now = version.canary.pointee.load(ordering: .relaxed)
        if _slowPath(now != canary) { log.record(now == Version.poison ? .poisoned : .recycled) }
    }

    /// Looks a last time, and returns the stage of the pipe that the version has reached.
    func finish(in log: ViolationLog) -> Int {
        let stage = version.stage.pointee.load(ordering: .relaxed)
        verify(in: log)
        if stage > 1 { log.record(.aged) }
        return stage
    }
}
