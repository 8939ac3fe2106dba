import Synchronization
import Testing

@testable import BlockAllocator

/// A reservation of 8 blocks of 128 pages; each block holds two of the largest ranges. All on one processor's queue.
@Suite("The end of the reservation")
struct AddressExhaustionTests {
    private let allocator: BlockAllocator

    init() throws {
        allocator = try BlockAllocator(.small(megabytes: 4, blockPages: 128))
    }

    private static func full(_ pages: Int) -> BlockAllocatorError {
        .addressSpaceExhausted(pages: pages, reservationBytes: 4 << 20)
    }

    private func fill(_ count: Int = 16) throws -> [UnsafeMutableRawPointer] {
        try (0..<count).map { _ in try allocator.allocateAddress(pages: 64) }
    }

    @Test(
        "What does not fit is a typed error of every kind of request, leaves nothing behind, and ends with the first block freed"
    )
    func typedError() throws {
        try onOneProcessor {
            let file = try FrameFile(count: 65)
            let addresses = try fill()
            let before = allocator.statistics
            let census = allocator.census
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 1) } == Self.full(1))
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 1, lifetime: .longLived) } == Self.full(1))
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 65) } == Self.full(65))
            #expect(errorOf { _ = try allocator.mapAddress(file[0..<2]) } == Self.full(2))
            #expect(errorOf { _ = try allocator.mapAddress(file.frames) } == Self.full(65))
            let after = allocator.statistics
            #expect(after.usedPages == before.usedPages && after.blocksLive == before.blocksLive)
            #expect(after.addressBytes == before.addressBytes && after.directRanges == 0)
            #expect(after.allocations == before.allocations)
            #expect(allocator.census == census)
            #expect(after.forcedPurges == 5, "a request that found nothing purged once")

            allocator.free(addresses[2])
            #expect(
                errorOf { _ = try allocator.allocateAddress(pages: 64) } == Self.full(64),
                "half a block is not handed out"
            )
            allocator.free(addresses[3])
            let again = try allocator.allocateAddress(pages: 64)
            mark(again, 64)
            #expect(unmarked(again, 64).isEmpty)
        }
    }

    /// What was in use at once was more than what lies below the frontier then.
    @Test("A request that is too large for the clean addresses at the end leaves everything in order")
    func tooLargeForTheEnd() throws {
        try onOneProcessor {
            let addresses = try fill()
            for address in addresses.suffix(2) { allocator.free(address) }
            allocator.purge(force: true)
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 129) } == Self.full(129))
            #expect(allocator.core.space.summary.frontier == 7 && allocator.statistics.peakAddressBytes == 4 << 20)
            for address in addresses.dropLast(2) { allocator.free(address) }
            let problems = AllocatorValidator(allocator).problems(with: [:])
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    @Test("A forced purge makes room before anybody is asked: an empty block with nearly all of it left")
    func purgeMakesRoom() throws {
        try onOneProcessor {
            let asked = Atomic<Int>(0)
            try allocator.addReclaimer { asked.add(1, ordering: .relaxed).newValue * 0 }
            let addresses = try fill(14)
            try allocator.allocate(pages: 1, lifetime: .longLived).release()
            try #require(allocator.statistics.forcedPurges == 0)
            let range = try allocator.allocate(pages: 64)
            #expect(allocator.statistics.forcedPurges == 1)
            #expect(asked.load(ordering: .relaxed) == 0)
            #expect(addresses.count == 14 && range.pageCount == 64)
        }
    }

    @Test("Dead frames are flushed to make room", arguments: [1, 100])
    func flushMakesRoom(pages: Int) throws {
        try onOneProcessor {
            let file = try FrameFile(count: 100)
            let addresses = try fill(14)
            for _ in 0..<20 { try allocator.map(file[0..<pages]).release() }
            for _ in 0..<3 { try allocator.allocate(pages: 100).release() }
            #expect(addresses.count == 14)
        }
    }

    @Test("Scattered dead blocks are joined for a large range")
    func large() throws {
        try onOneProcessor {
            let addresses = try fill()
            for address in addresses[4..<10] { allocator.free(address) }
            let range = try allocator.allocate(pages: 3 * 128)
            range.mark()
            #expect(range.unmarked().isEmpty)
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 1) } == Self.full(1))
        }
    }

    @Test("Reclaimers are asked in order, and again while one of them frees something; then comes the error")
    func reclaimers() throws {
        try onOneProcessor {
            let addresses = try fill()
            // One range at a time: only every second answer gives a whole block back.
            let owned = Owned(addresses)
            let allocator = allocator
            try allocator.addReclaimer {
                owned.say("first")
                return 0
            }
            try allocator.addReclaimer {
                owned.say("second")
                guard let address = owned.next() else { return 0 }
                allocator.free(address)
                return 64 * 4096
            }
            mark(try allocator.allocateAddress(pages: 64), 64)
            #expect(owned.said == ["first", "second", "first", "second"])
            // Room for its neighbour.
            mark(try allocator.allocateAddress(pages: 64), 64)
            #expect(owned.said.count == 4)
            #expect(
                errorOf { _ = try allocator.allocateAddress(pages: 9 * 128) } == .invalidPageCount(1152, maximum: 1024)
            )
            #expect(owned.said.count == 4, "reclaimers were asked for what can never be")
            owned.keep(0)
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 64) } == Self.full(64))
            #expect(owned.said.count == 6, "asked again though nothing was freed")
        }
    }

    @Test(
        "A reclaimer that says it has freed, and has not, is asked a bounded number of times",
        arguments: [1, Int.max]
    )
    func lying(claim: Int) throws {
        try onOneProcessor {
            let addresses = try fill()
            let owned = Owned([])
            for _ in 0..<2 {
                try allocator.addReclaimer {
                    owned.say("freed")
                    return claim
                }
            }
            #expect(errorOf { _ = try allocator.allocateAddress(pages: 1) } == Self.full(1))
            #expect(owned.said.count == 2 * AllocatorCore.reclaimRounds)
            allocator.free(addresses[0])
            allocator.free(addresses[1])
            _ = try allocator.allocateAddress(pages: 1)
            #expect(owned.said.count == 2 * AllocatorCore.reclaimRounds)
        }
    }

    @Test(
        "A reclaimer may add reclaimers, flush, purge and look at the statistics; an allocation of its own fails like any other"
    )
    func reentrant() throws {
        try onOneProcessor {
            let owned = Owned(try fill())
            let allocator = allocator
            try allocator.addReclaimer {
                owned.say("asked")
                try? allocator.addReclaimer { 0 }
                allocator.flush()
                allocator.purge(force: true)
                owned.say("\(allocator.statistics.blocksLive)")
                if let error = errorOf({ _ = try allocator.allocateAddress(pages: 3) }) { owned.say("\(error)") }
                guard let first = owned.next(), let second = owned.next() else { return 0 }
                allocator.free(first)
                allocator.free(second)
                return 2 * 64 * 4096
            }
            _ = try allocator.allocateAddress(pages: 64)
            #expect(owned.said == ["asked", "8", "\(Self.full(3))"])
        }
    }
}

/// Addresses that a reclaimer may free, and what it has said.
private final class Owned: Sendable {
    private struct State {
        var addresses: [UInt]
        var said: [String] = []
    }

    private let state: Mutex<State>

    init(_ addresses: [UnsafeMutableRawPointer]) {
        state = Mutex(State(addresses: addresses.map { UInt(bitPattern: $0) }))
    }

    var said: [String] { state.withLock { $0.said } }

    func say(_ word: String) { state.withLock { $0.said.append(word) } }

    func next() -> UnsafeMutableRawPointer? {
        state.withLock { state in
            state.addresses.isEmpty ? nil : UnsafeMutableRawPointer(bitPattern: state.addresses.removeFirst())
        }
    }

    /// Keeps only so many.
    func keep(_ count: Int) { state.withLock { $0.addresses = Array($0.addresses.prefix(count)) } }
}
