import Testing

@testable import BlockAllocator

extension HugePageTests {
    /// Blocks of one huge page each, all on one processor's queue.
    @Suite(
        "A block is given back whole before another is given back in part",
        .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)")
    )
    struct WholeBlocks {
        private let allocator: BlockAllocator

        init() throws {
            allocator = try BlockAllocator(.small(megabytes: 128).with { $0.hugePages = .always })
        }

        private var splitUnits: Int { allocator.statistics.splitUnits }

        /// A block of which every second range is live: these.
        private func halfUsedBlock() throws -> [UnsafeMutableRawPointer] {
            let all = try (0..<8).map { _ in try allocator.allocateAddress(pages: 64) }
            for (salt, address) in all.enumerated() { mark(address, 64, salt) }
            for index in stride(from: 1, to: 8, by: 2) { allocator.free(all[index]) }
            return stride(from: 0, to: 8, by: 2).map { all[$0] }
        }

        private func expectWhole(_ live: [UnsafeMutableRawPointer]) {
            for (index, address) in live.enumerated() { #expect(unmarked(address, 64, 2 * index).isEmpty) }
        }

        @Test(
            "Dead blocks first, then empty ones, then parts, and only as many as are wanted",
            arguments: [false, true]
        )
        func order(hasLease: Bool) throws {
            try onOneProcessor {
                // The thread that comes often enough has the queue's lease, and buries into its own warm blocks.
                if hasLease { for _ in 0..<200 { try allocator.allocate(pages: 1).release() } }
                allocator.purge(force: true)
                let live = try halfUsedBlock()
                let dead = try (0..<8).map { _ in try allocator.allocateAddress(pages: 64) }
                // Empty, with nearly all of it left.
                try allocator.allocate(pages: 8, lifetime: .longLived).mark()
                for address in dead {
                    mark(address, 64)
                    allocator.free(address)
                }

                let purged = allocator.statistics.purgedBlocks
                let first = allocator.giveBack(atLeast: 1)
                #expect(first == 2 << 20)
                #expect(allocator.statistics.purgedBlocks == purged, "an empty block ended while a dead one was there")
                #expect(splitUnits == 0, "a part went while a dead block was there")
                let second = allocator.giveBack(atLeast: 1)
                #expect(second == 2 << 20)
                #expect(splitUnits == 0, "a part went while an empty block was there")
                expectWhole(live)
                let part = allocator.giveBack(atLeast: 1)
                #expect(part >= 64 * 4096 && part < 2 << 20)
                #expect(splitUnits == 1)
                let rest = allocator.giveBack(atLeast: 1)
                #expect(rest == 0)
                expectWhole(live)
            }
        }

        @Test("More than all is all, and nothing is nothing")
        func amounts() throws {
            try onOneProcessor {
                let live = try halfUsedBlock()
                let nothing = allocator.giveBack(atLeast: 0)
                #expect(nothing == 0)
                #expect(splitUnits == 0)
                for _ in 0..<8 { try allocator.allocate(pages: 64).mark() }
                let everything = allocator.giveBack(atLeast: .max)
                #expect(everything == 2 << 20 + 256 * 4096)
                expectWhole(live)
            }
        }

        @Test("A flush gives dead blocks back whole, and splits only what is partly in use")
        func flush() throws {
            try onOneProcessor {
                for _ in 0..<24 { try allocator.allocate(pages: 64).mark() }
                try allocator.allocate(pages: 1024).mark()
                allocator.flush()
                #expect(splitUnits == 0)
                #expect(allocator.statistics.flushedPages == 0)
                #expect(allocator.backing?.residentBytes == 0)
                let live = try halfUsedBlock()
                allocator.flush()
                #expect(splitUnits == 1)
                expectWhole(live)
                #expect(allocator.backing?.residentBytes == 256 * 4096)
            }
        }
    }
}
