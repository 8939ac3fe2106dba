internal import AsymmetricFences
internal import Notifiers

/// The end of an allocator's addresses, when its last range has been freed.
struct Teardown: Sendable {
    let reservation: Reservation
    /// How much of the reservation ever had something behind it.
    let usedBytes: Int
    let notifiers: MemoryNotifiers
    let owner: MemoryOwner

    /// Announces the end and gives the addresses back to the system.
    ///
    /// On the thread of RCU's reclaimer, which must not wait for a subscriber: others wait for it. Where one cannot answer at once, a
    /// thread that is made for it does the waiting.
    func run() {
        guard usedBytes > 0 else { return reservation.release() }
        if let open = notifiers.startWithoutBlocking(announcement) {
            reservation.release()
            return open.end()
        }
        ServiceThread.start(name: "block-teardown") {
            let open = notifiers.start(announcement)
            reservation.release()
            open.end()
        }
    }

    private var announcement: MemoryInvalidation {
        let start = UInt(bitPattern: reservation.base)
        return MemoryInvalidation(addresses: start..<start + UInt(usedBytes), event: .release, owner: owner)
    }
}
