import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Requests and settings that cannot be")
struct RequestTests {
    static let megabytes = 64
    static let wholePages = megabytes << 8

    @Test(
        "A number of pages below one, above the reservation, or so large that rounding would overflow is refused by name",
        arguments: [
            0, -1, Int.min, Int.min + 1, Int.max, Int.max - 1, Int.max - 511, Int.max >> 12, Int.max >> 12 + 1,
            1 << 52, 1 << 51, 1 << 32, wholePages + 1, -64, -4096,
        ],
        [false, true]
    )
    func pages(count: Int, isPlain: Bool) throws {
        // The fast path and the whole way.
        let allocator = try BlockAllocator(.small(megabytes: Self.megabytes).with { $0.guardPages = !isPlain })
        for _ in 0..<100 { try allocator.allocate(pages: 1).release() }
        for lifetime in [BlockAllocator.Lifetime.shortLived, .longLived] {
            let errors = [
                try #require(errorOf { _ = try allocator.allocate(pages: count, lifetime: lifetime).pageCount }),
                try #require(errorOf { _ = try allocator.allocateAddress(pages: count, lifetime: lifetime) }),
            ]
            // One page is the guard's.
            let maximum = isPlain ? Self.wholePages : Self.wholePages - 1
            for error in errors {
                #expect(error == .invalidPageCount(count, maximum: maximum))
                #expect(error.description == "\(count) pages were asked for; expected 1 to \(maximum)")
            }
        }
        #expect(allocator.statistics.forcedPurges == 0)
    }

    @Test("The whole reservation is one range")
    func everything() throws {
        let allocator = try BlockAllocator(.small())
        let range = try allocator.allocate(pages: Self.wholePages)
        #expect(range.byteCount == 64 << 20)
        (range.baseAddress + range.byteCount - 1).storeBytes(of: 1, as: UInt8.self)
        #expect(errorOf { _ = try allocator.allocateAddress(pages: 1) }?.isExhaustion == true)
    }

    @Test("With guards the whole reservation has no room for its guard, and says so")
    func everythingGuarded() throws {
        let allocator = try BlockAllocator(.small().with { $0.guardPages = true })
        #expect(
            errorOf { _ = try allocator.allocateAddress(pages: Self.wholePages) }
                == .invalidPageCount(Self.wholePages, maximum: Self.wholePages - 1)
        )
        let range = try allocator.allocate(pages: Self.wholePages - 1)
        (range.baseAddress + range.byteCount - 1).storeBytes(of: 1, as: UInt8.self)
    }

    @Test(
        "In a reservation of many terabytes a range has as many pages as its count can hold, and no more",
        .enabled(if: !underThreadSanitizer, "ThreadSanitizer leaves no room for so many addresses")
    )
    func terabytes() throws {
        let allocator = try BlockAllocator(.small(megabytes: 16 << 20, blockPages: 1024))
        let most = Int(Int32.max)
        for count in [most + 1, 1 << 32 - 1, 1 << 32, 1 << 32 + 1] {
            #expect(
                errorOf { _ = try allocator.allocateAddress(pages: count) } == .invalidPageCount(count, maximum: most)
            )
        }
    }

    @Test(
        "A setting that cannot be is refused by name",
        arguments: [
            ("blockPages", 0), ("blockPages", 64), ("blockPages", 127), ("blockPages", 384), ("blockPages", 2048),
            ("blockPages", -128), ("blockPages", Int.min), ("blockPages", Int.max), ("reservationBytes", 0),
            ("reservationBytes", -1), ("reservationBytes", Int.max), ("reservationBytes", Int.min),
            ("reservationBytes", 1 << 46 + 1), ("lazyLimitBytes", -1), ("lazyLimitBytes", Int.min),
        ]
    )
    func settings(name: String, value: Int) throws {
        var configuration = BlockAllocator.Configuration.small()
        switch name {
        case "blockPages": configuration.blockPages = value
        case "reservationBytes": configuration.reservationBytes = value
        default: configuration.lazyLimitBytes = value
        }
        let error = try #require(errorOf { _ = try BlockAllocator(configuration) })
        guard case .invalidConfiguration(name, value, let expected) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description == "\(name) is \(value); expected \(expected)")
    }

    @Test("Settings at their limits work", arguments: [128, 256, 512, 1024])
    func limits(blockPages: Int) throws {
        let smallest = BlockAllocator.Configuration.small(blockPages: blockPages).with {
            $0.reservationBytes = 1
            $0.lazyLimitBytes = 0
        }
        let allocator = try BlockAllocator(smallest)
        #expect(allocator.statistics.reservedBytes == max(blockPages * 4096, 2 << 20))
        try allocator.allocate(pages: 64).mark()
        let greedy = try BlockAllocator(.small(blockPages: blockPages).with { $0.lazyLimitBytes = .max })
        for _ in 0..<3 {
            let range = try greedy.allocate(pages: 1025)
            range.mark()
        }
        #expect(greedy.statistics.addressBytes == (1025 + blockPages - 1) / blockPages * blockPages * 4096)
    }

    @Test(
        "Ranges of 2 MiB and more are aligned to 2 MiB, also where smaller ones lay before",
        arguments: [128, 256, 512, 1024]
    )
    func alignment(blockPages: Int) throws {
        let allocator = try BlockAllocator(.small(megabytes: 512, blockPages: blockPages))
        var random = SystemRandomNumberGenerator()
        var addresses: [UnsafeMutableRawPointer] = []
        for _ in 0..<400 {
            let pages = Int.random(in: 65...1100, using: &random)
            let address = try allocator.allocateAddress(pages: pages)
            let alignment = UInt(pages >= 512 ? 2 << 20 : 4096)
            #expect(UInt(bitPattern: address) % alignment == 0, "\(pages) pages at \(address)")
            addresses.append(address)
            if addresses.count > 20 {
                allocator.free(addresses.remove(at: Int.random(in: 0..<addresses.count, using: &random)))
            }
            // Blocks between the large ranges put them out of step.
            if pages % 7 == 0 { addresses.append(try allocator.allocateAddress(pages: 64, lifetime: .longLived)) }
        }
        for address in addresses { allocator.free(address) }
    }

    @Test("A dead range that is not aligned is not used for one that must be", arguments: [128, 256])
    func deadUnaligned(blockPages: Int) throws {
        try onOneProcessor {
            let allocator = try BlockAllocator(.small(blockPages: blockPages))
            // A block of its own puts what follows out of step.
            let first = try allocator.allocate(pages: 1)
            let small = try allocator.allocate(pages: 512 - blockPages + 1)
            try #require(UInt(bitPattern: small.baseAddress) % (2 << 20) != 0)
            small.release()
            let large = try allocator.allocate(pages: 512)
            #expect(UInt(bitPattern: large.baseAddress) % (2 << 20) == 0)
            #expect(first.pageCount == 1)
        }
    }
}
