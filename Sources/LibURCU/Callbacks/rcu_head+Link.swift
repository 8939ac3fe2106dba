internal import CLiburcu

extension UnsafeMutablePointer<rcu_head> {
    /// The callback queued before this one. liburcu uses the same field: the link of a queue, which is first in the
    /// head.
    var next: UnsafeMutablePointer<rcu_head>? {
        UnsafeMutableRawPointer(pointee.next.next)?.assumingMemoryBound(to: rcu_head.self)
    }

    func setNext(_ head: UnsafeMutablePointer<rcu_head>?) {
        pointee.next.next = UnsafeMutableRawPointer(head)?.assumingMemoryBound(to: cds_wfcq_node.self)
    }

    /// Turns the chain over; returns its last, now its first.
    func reversed() -> UnsafeMutablePointer<rcu_head> {
        var first = self
        var rest = first.next
        first.setNext(nil)
        while let head = rest {
            rest = head.next
            head.setNext(first)
            first = head
        }
        return first
    }
}
