import Glibc

@testable import BlockAllocator

/// Things that no user may do, and what the trap must say of each.
enum Mistake: Int, CaseIterable, Codable {
    case freedTwice, freedTwiceWithLease, freedTwiceGuarded
    case freedTwiceOfFullBlock, flushedBetween, foreign, belowReservation, inside,
        unaligned
    case otherAllocator, neverHandedOut, neverUsedBlock
    case largeTwice, largeTwiceGuarded, largeInside, largeUnaligned, largeSecondBlock, largeGivenBack
    case framesTwice, largeFramesTwice, ownedFreedByAddress, largeOwnedFreedByAddress
    case decommitBelow, decommitAbove, decommitFrames

    /// Makes it. The address at fault goes to the standard output first.
    func make() throws {
        let allocator = try BlockAllocator(.small())
        let other = try BlockAllocator(.small())
        let file = try FrameFile(count: 100)
        let large = try allocator.allocateAddress(pages: 1000)
        let range = try allocator.allocateAddress(pages: 5)
        mark(range, 5)
        let free = { (address: UnsafeMutableRawPointer, mode: ReleaseMode) in
            say("\(address)")
            allocator.free(address, mode)
        }
        switch self {
        case .freedTwice:
            allocator.free(range)
            free(range, .lazy)
        case .freedTwiceWithLease:
            for _ in 0..<200 { try allocator.allocate(pages: 1).release() }
            let address = try allocator.allocateAddress(pages: 8)
            try allocator.allocate(pages: 8).release()
            allocator.free(address)
            free(address, .lazy)
        case .freedTwiceGuarded:
            allocator.free(range, .guarded)
            free(range, .guarded)
        case .freedTwiceOfFullBlock:
            let ranges = try (0..<40).map { _ in try allocator.allocateAddress(pages: 64) }
            allocator.free(ranges[9])
            free(ranges[9], .lazy)
        case .flushedBetween:
            allocator.free(range)
            allocator.flush()
            free(range, .lazy)
        case .foreign: free(.allocate(byteCount: 4096, alignment: 4096), .lazy)
        case .belowReservation: free(allocator.core.reservation.base - 4096, .lazy)
        case .inside: free(range + 4096, .lazy)
        case .unaligned: free(range + 8, .lazy)
        case .otherAllocator: free(try other.allocateAddress(pages: 5), .lazy)
        case .neverHandedOut: free(range + 64 * 4096, .lazy)
        case .neverUsedBlock: free(allocator.core.reservation.base + (60 << 20), .lazy)
        case .largeTwice:
            allocator.free(large)
            free(large, .lazy)
        case .largeTwiceGuarded:
            allocator.free(large, .guarded)
            free(large, .guarded)
        case .largeInside: free(large + 4096, .lazy)
        case .largeUnaligned: free(large + 1, .lazy)
        case .largeSecondBlock: free(large + 512 * 4096, .lazy)
        case .largeGivenBack:
            allocator.free(large)
            allocator.flush()
            free(large, .lazy)
        case .framesTwice:
            let frames = try allocator.mapAddress(file[0..<9])
            allocator.free(frames)
            free(frames, .lazy)
        case .largeFramesTwice:
            let frames = try allocator.mapAddress(file.frames)
            allocator.free(frames)
            free(frames, .lazy)
        case .ownedFreedByAddress:
            let owned = try allocator.allocate(pages: 3)
            say("\(owned.baseAddress)")
            allocator.free(owned.baseAddress)
            owned.release()
        case .largeOwnedFreedByAddress:
            let owned = try allocator.allocate(pages: 300)
            say("\(owned.baseAddress)")
            allocator.free(owned.baseAddress)
            owned.release()
        case .decommitBelow:
            say("pages -1..<2 were given; expected a part of 0..<3")
            try allocator.allocate(pages: 3).decommit(pages: -1..<2)
        case .decommitAbove:
            say("pages 2..<4 were given; expected a part of 0..<3")
            try allocator.allocate(pages: 3).decommit(pages: 2..<4)
        case .decommitFrames:
            let frames = try allocator.map(file[0..<9])
            say("\(frames.baseAddress) shows frames")
            frames.decommit(pages: 0..<1)
        }
        say("it went on")
    }

    /// What the message says beside the address.
    var found: String {
        switch self {
        case .freedTwice, .freedTwiceWithLease, .freedTwiceGuarded, .flushedBetween:
            "a range of 8 pages that has been freed already"
        case .freedTwiceOfFullBlock: "a range of 64 pages that has been freed already"
        case .foreign, .belowReservation, .otherAllocator: "found a foreign address; expected one between"
        case .inside, .unaligned, .neverHandedOut, .neverUsedBlock, .largeInside, .largeUnaligned, .largeSecondBlock:
            "found no range that is in use (a range begins elsewhere, or was never allocated)"
        case .largeTwice, .largeTwiceGuarded: "found a range of 1000 pages that has been freed already"
        case .largeGivenBack: "found no range that is in use"
        case .framesTwice: "a range of 16 pages that has been freed already"
        case .largeFramesTwice: "a range of 100 pages that has been freed already"
        case .ownedFreedByAddress: "a range of 4 pages that has been freed already"
        case .largeOwnedFreedByAddress: "a range of 300 pages that has been freed already"
        case .decommitBelow, .decommitAbove: "PageRange.decommit"
        case .decommitFrames: "expected anonymous memory"
        }
    }
}
