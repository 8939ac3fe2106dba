import CRing
import Glibc
import Notifiers
import Synchronization

/// Writes memory that is not its own to files. The kernel pins a buffer at its first use, and not at each; and lets it go when its
/// memory is unmapped, purged or moved: it would go on writing the pages that were there before.
final class FixedBuffers: Sendable {
    struct Refused: Error { let errno: CInt }
    /// With whom buffers are registered: there is one ring.
    enum Device { case ring }

    let cache: RegistrationCache<Device, UInt32>
    private let ring: Ring

    /// Room for 8 buffers, of those in use and those used last.
    init(notifiers: MemoryNotifiers) throws {
        let ring = try Ring(slots: 8)
        self.ring = ring
        cache = RegistrationCache(notifiers: notifiers, limits: RegistrationLimits(entries: 8)) { _, addresses in
            try ring.pin(addresses)
        } deregister: { _, _, slot in
            ring.unpin(slot)
        }
    }

    func write(_ addresses: Range<UInt>, to file: CInt) throws -> Int {
        let buffer = try cache.lease(.ring, addresses)
        return try ring.write(addresses, slot: buffer.registration, to: file)
    }
}

/// A ring, and which slots of its table are free.
private final class Ring: Sendable {
    private struct State: @unchecked Sendable {
        let ring: OpaquePointer
        var free: [UInt32]
    }

    private let state: Mutex<State>

    init(slots: UInt32) throws {
        var ring: OpaquePointer?
        let result = cring_open(slots, &ring)
        guard let ring else { throw FixedBuffers.Refused(errno: -result) }
        state = Mutex(State(ring: ring, free: Array(0..<slots)))
    }

    deinit { state.withLock { cring_close($0.ring) } }

    func pin(_ addresses: Range<UInt>) throws -> UInt32 {
        try state.withLock { state in
            guard let slot = state.free.popLast() else { throw FixedBuffers.Refused(errno: ENOBUFS) }
            let start = UnsafeMutableRawPointer(bitPattern: addresses.lowerBound)
            let result = cring_set_buffer(state.ring, slot, start, addresses.count)
            guard result == 0 else {
                state.free.append(slot)
                throw FixedBuffers.Refused(errno: -result)
            }
            return slot
        }
    }

    func unpin(_ slot: UInt32) {
        state.withLock { state in
            _ = cring_set_buffer(state.ring, slot, nil, 0)
            state.free.append(slot)
        }
    }

    func write(_ addresses: Range<UInt>, slot: UInt32, to file: CInt) throws -> Int {
        let result = state.withLock { state in
            UnsafeRawPointer(bitPattern: addresses.lowerBound).map {
                cring_write_fixed(state.ring, file, slot, $0, UInt32(addresses.count), 0)
            } ?? -EFAULT
        }
        guard result >= 0 else { throw FixedBuffers.Refused(errno: -result) }
        return Int(result)
    }
}
