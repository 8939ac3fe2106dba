@testable import BlockAllocator

/// Random operations on one allocator, by threads that take turns, with everything validated after each.
final class RandomisedRun: @unchecked Sendable {
    private let allocator: BlockAllocator
    private let validator: AllocatorValidator
    private let file: FrameFile
    private let pageLimit: Int
    // Written by whoever has the turn.
    private var random: SplitMix
    private var held: [HeldRange] = []
    private var heldPages = 0
    private var shadow: [UInt: ShadowRange] = [:]
    private var freeFrames: [Int]
    /// What each frame's first word was when it was seen last: contents outlive their mappings.
    private var frameWords: [UInt64]
    private var stamp: UInt64 = 0
    private(set) var steps = 0
    private(set) var problems: [String] = []

    init(seed: UInt64, pageLimit: Int = 700) throws {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.reservationBytes = 1 << 30
        configuration.poisonOnFree = false
        configuration.lazyLimitBytes = 8 << 20
        allocator = try BlockAllocator(configuration)
        validator = AllocatorValidator(allocator)
        file = try FrameFile(count: 1024)
        freeFrames = Array(0..<file.count)
        frameWords = Array(repeating: 0, count: file.count)
        random = SplitMix(seed: seed)
        self.pageLimit = pageLimit
    }

    var statistics: BlockAllocator.Statistics { allocator.statistics }

    func run(steps limit: Int, threads: Int) {
        let turns = TurnPassing(threads: threads)
        turns.run { [self] _ in
            // Long enough, now and then, for a queue to lean towards the thread.
            let length = [1, 4, 30, 400][random.below(4)]
            for _ in 0..<length {
                step()
                steps += 1
                if steps >= limit || !problems.isEmpty { return nil }
            }
            return random.below(threads)
        }
        if problems.isEmpty { end() }
    }

    /// With nothing live, nothing is left.
    private func end() {
        while !held.isEmpty { free() }
        allocator.purge(force: true)
        allocator.flush()
        validate("the end", isAfterFlush: true)
        let taken = allocator.statistics.addressBytes
        if taken != 0 { problems.append("\(taken) bytes of addresses are not clean in the end") }
    }

    private func step() {
        do {
            switch random.below(1000) {
            case 0..<12:
                allocator.flush()
                validate("a flush", isAfterFlush: true)
            case 12..<20:
                allocator.purge()
                validate("a purge")
            case 20..<26:
                allocator.purge(force: true)
                validate("a forced purge")
            case 26..<30:
                allocator.giveBack(atLeast: random.below(1 << 20))
                validate("giving back")
            case 30..<33:
                allocator.core.drainQueues()
                validate("a drain")
            case 33..<40:
                try allocate(65 + random.below(300))
                validate("a large range")
            case 40..<120:
                try map()
                validate("a mapping")
            case 120..<650 where heldPages < pageLimit:
                // Small ones more often, as of the sizes' orders none is rare.
                try allocate(1 + random.below(1 << random.below(7)))
                validate("an allocation")
            default:
                free()
                validate("a release")
            }
        } catch {
            problems.append("step \(steps): \(error)")
        }
    }

    private func allocate(_ pages: Int) throws {
        let lifetime: BlockAllocator.Lifetime = random.percent(20) ? .longLived : .shortLived
        hold(
            HeldRange(try allocator.allocate(pages: pages, lifetime: lifetime), BlockKind(lifetime), stamp: nextStamp())
        )
    }

    private func map() throws {
        let count = random.percent(5) ? 65 + random.below(80) : 1 + random.below(8)
        guard freeFrames.count >= count else { return free() }
        // Adjacent ones and others.
        let first = random.below(freeFrames.count - count + 1)
        var numbers = Array(freeFrames[first..<first + count])
        freeFrames.removeSubrange(first..<first + count)
        if random.percent(30) { numbers.shuffle(using: &random) }
        let range = HeldRange(
            try allocator.map(numbers.map { file[$0] }),
            .mapped,
            stamp: nextStamp(),
            frames: numbers
        )
        for (page, frame) in numbers.enumerated() where range.word(page) != frameWords[frame] {
            problems.append("step \(steps): frame \(frame) has lost its contents, or another's are shown")
        }
        hold(range)
        for (page, frame) in numbers.enumerated() { frameWords[frame] = range.word(page) }
    }

    private func hold(_ range: HeldRange) {
        range.fill()
        if shadow.updateValue(range.shadow, forKey: range.address) != nil {
            problems.append("step \(steps): the address of a live range was handed out")
        }
        heldPages += range.pages
        held.append(range)
    }

    private func free() {
        guard !held.isEmpty else { return }
        // Mostly what is young, so that some live long.
        let position = random.percent(60) ? held.count - 1 - random.below(min(held.count, 4)) : random.below(held.count)
        let range = held.remove(at: position)
        if let page = range.overwritten {
            problems.append("step \(steps): page \(page) of \(range.pages) of a live range was overwritten or revoked")
        }
        shadow[range.address] = nil
        heldPages -= range.pages
        freeFrames += range.frames
        let way = HeldRange.Way.allCases[random.below(random.percent(20) ? 4 : 2)]
        range.free(way, to: allocator)
        if way == .guarded && validator.probe.canRead(range.address) {
            problems.append("step \(steps): a guarded range can be read")
        }
    }

    private func nextStamp() -> UInt64 {
        stamp += 1 << 16
        return stamp
    }

    private func validate(_ what: String, isAfterFlush: Bool = false) {
        let found = validator.problems(with: shadow, isAfterFlush: isAfterFlush)
        problems += found.map { "step \(steps), after \(what): \($0)" }
    }
}
