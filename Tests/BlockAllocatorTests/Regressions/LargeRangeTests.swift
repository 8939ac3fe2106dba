import Testing

@testable import BlockAllocator

@Suite("Large ranges")
struct LargeRangeTests {
    /// A smaller range of as many blocks had stood there, which need not be aligned.
    @Test("A range of 512 pages is aligned to 2 MiB where dead addresses are used again", arguments: [128, 256])
    func alignment(blockPages: Int) throws {
        var configuration = BlockAllocator.Configuration()
        configuration.queueLimit = 1
        configuration.blockPages = blockPages
        let allocator = try BlockAllocator(configuration)
        let first = try allocator.allocate(pages: 1)
        let small = try allocator.allocate(pages: 512 - blockPages + 1)
        small.release()
        let large = try allocator.allocate(pages: 512)
        #expect(UInt(bitPattern: large.baseAddress) % (2 << 20) == 0)
        _ = consume first
    }

    /// Addresses that were used and are clean again were not joined with those that were never used.
    @Test("The whole reservation can be had after a part of it was used")
    func wholeReservation() throws {
        var configuration = BlockAllocator.Configuration()
        configuration.queueLimit = 1
        configuration.reservationBytes = 8 << 20
        let allocator = try BlockAllocator(configuration)
        try allocator.allocate(pages: 1).release()
        let all = try allocator.allocate(pages: 2048)
        #expect(all.byteCount == 8 << 20)
    }

    /// The count of pages had 32 bits, and was stored with a trap.
    @Test("More pages than a range can count are refused with an error")
    func tooManyPages() async {
        await #expect(processExitsWith: .success) {
            var configuration = BlockAllocator.Configuration()
            configuration.queueLimit = 1
            configuration.reservationBytes = 1 << 44
            // Where so much address space is not to be had there is nothing to show.
            guard let allocator = try? BlockAllocator(configuration) else { return }
            #expect(throws: BlockAllocatorError.invalidPageCount(1 << 31, maximum: Int(Int32.max))) {
                _ = try allocator.allocate(pages: 1 << 31).pageCount
            }
        }
    }

    /// The guard was counted only after the check, so that a request that can never succeed ran the reclaimers.
    @Test("A range that leaves no room for its guard is refused as too large")
    func noRoomForTheGuard() throws {
        var configuration = BlockAllocator.Configuration()
        configuration.queueLimit = 1
        configuration.reservationBytes = 8 << 20
        configuration.guardPages = true
        let allocator = try BlockAllocator(configuration)
        #expect(throws: BlockAllocatorError.invalidPageCount(2048, maximum: 2047)) {
            _ = try allocator.allocate(pages: 2048).pageCount
        }
        #expect(allocator.statistics.forcedPurges == 0)
    }
}
