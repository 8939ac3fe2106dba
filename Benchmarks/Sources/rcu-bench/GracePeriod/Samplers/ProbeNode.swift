import CLiburcu

/// What `call_rcu` takes: a head, and behind it the probe that fires when the node is destroyed.
struct ProbeNode {
    private var head = rcu_head()
    private let probe: Unmanaged<LatencyProbe>

    private init(_ probe: LatencyProbe) {
        self.probe = .passRetained(probe)
    }

    static func allocate(
        _ probe: LatencyProbe
    ) -> (head: UnsafeMutablePointer<rcu_head>, probe: LatencyProbe) {
        let node = UnsafeMutablePointer<ProbeNode>.allocate(capacity: 1)
        node.initialize(to: ProbeNode(probe))
        return (UnsafeMutableRawPointer(node).assumingMemoryBound(to: rcu_head.self), probe)
    }

    /// The callback: the head is the node's first field, so both have one address.
    static let destroy: @convention(c) (UnsafeMutablePointer<rcu_head>?) -> Void = { head in
        guard let head else { return }
        let node = UnsafeMutableRawPointer(head).assumingMemoryBound(to: ProbeNode.self)
        let probe = node.pointee.probe.takeRetainedValue()
        node.deallocate()
        probe.fire()
    }
}
