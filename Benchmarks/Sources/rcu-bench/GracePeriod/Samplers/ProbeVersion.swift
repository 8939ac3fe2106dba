/// A noncopyable value that fires its probe when it is destroyed.
struct ProbeVersion: ~Copyable, Sendable {
    private let probe: LatencyProbe

    private init(_ probe: LatencyProbe) {
        self.probe = probe
    }

    static func allocate(_ probe: LatencyProbe) -> UnsafeMutablePointer<ProbeVersion> {
        let version = UnsafeMutablePointer<ProbeVersion>.allocate(capacity: 1)
        version.initialize(to: ProbeVersion(probe))
        return version
    }

    deinit {
        probe.fire()
    }
}
