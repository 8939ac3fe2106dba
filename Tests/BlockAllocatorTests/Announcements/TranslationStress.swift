import Glibc
import Notifiers
import Synchronization
import TestThreads

@testable import BlockAllocator

/// Threads that cache translations of an allocator's ranges and use them, and others that allocate, map frames, free, decommit, flush,
/// purge and give back. A use of a stale one ends the process.
final class TranslationStress: Sendable {
    /// What is done wrong on purpose.
    enum Mistake: Sendable {
        case none
        /// What was looked up is installed without the question whether anything came between.
        case noRetry
        /// Somebody who takes memory away himself does not end it.
        case forgottenEnd
    }

    private static let megabytes = 8
    private static let frameCount = 256

    let notifiers: MemoryNotifiers
    let allocator: BlockAllocator
    let uses = SharedCounter()
    let installations = SharedCounter()
    private let attempts = SharedCounter()
    private let lookUps = SharedCounter()
    let stop = Latch()
    private let base: UInt
    private let units: [AllocatorUnit]
    private let file: FrameFile
    private let nextNumber = Atomic<UInt64>(0)

    init(_ configuration: MemoryNotifiers.Configuration = .init()) throws {
        let notifiers = MemoryNotifiers(configuration)
        self.notifiers = notifiers
        var settings = BlockAllocator.Configuration.small(megabytes: Self.megabytes, blockPages: 128)
        settings.notifiers = notifiers
        // Deaths give memory back too, on the way of a freeing.
        settings.lazyLimitBytes = 1 << 20
        settings.queueLimit = nil
        allocator = try BlockAllocator(settings)
        let base = UInt(bitPattern: allocator.core.reservation.base)
        self.base = base
        units = try (0..<Self.megabytes << 20 / AllocatorUnit.byteCount).map {
            try AllocatorUnit(at: base + UInt($0 * AllocatorUnit.byteCount), in: notifiers)
        }
        file = try FrameFile(count: Self.frameCount)
        let whole = try BlockAllocator().map(file.frames)
        for frame in 0..<Self.frameCount {
            whole.bytes.storeBytes(of: 1 << 63 | UInt64(frame), toByteOffset: frame << 12, as: UInt64.self)
        }
    }

    /// Runs two who take away and three who use, for `seconds` or until a user gives up. Returns why, if one did.
    ///
    /// On a busy machine it runs longer, until everybody has done something.
    func run(_ mistake: Mistake, seconds: Double) -> String? {
        let failures = FutexProtectedStrings()
        let takers = (0..<2).map { number in
            TestThread { [self] in takeAway(number, mistake) }
        }
        let users = (0..<3).map { number in
            TestThread { [self] in
                var random = SplitMix(seed: UInt64(number) + 100)
                while !stop.isOpen {
                    do throws(MemoryRetryError<Never>) {
                        try use(&random, mistake)
                    } catch {
                        failures.add(["\(error)"])
                        stop.open()
                    }
                }
            }
        }
        let deadline = monotonicSeconds() + seconds
        while !stop.isOpen, monotonicSeconds() < deadline || mistake == .none && !hasDoneAll { restBriefly() }
        stop.open()
        for thread in takers + users { thread.join() }
        return failures.all.first
    }

    /// Whether everything has happened often enough for the run to show something; translations were found outdated, too.
    private var hasDoneAll: Bool {
        let statistics = allocator.statistics
        // Each of the three may be at its first look.
        let retries = lookUps.count - attempts.count - 3
        return uses.count > 1000 && installations.count > 1000 && retries > 0 && statistics.flushedPages > 0
            && statistics.purgedBlocks > 0 && statistics.mapCalls > 0 && statistics.drainedQueues > 0
    }

    /// Installs a translation if there is none, and uses it.
    private func use(_ random: inout SplitMix, _ mistake: Mistake) throws(MemoryRetryError<Never>) {
        let unit = units[random.below(units.count)]
        if unit.use() {
            uses.increment()
            return
        }
        let page = random.below(AllocatorUnit.pageCount)
        // At the first look only. A turn of the scheduler is long enough for the unit to be taken away again, so who dawdled at every
        // look would hardly ever install anything where all share one processor.
        var dawdles = random.percent(25)
        let lookUp = { [self] in
            lookUps.increment()
            let found = unit.lookUp(page, nextNumber: nextNumber)
            if dawdles {
                dawdles = false
                sched_yield()
            }
            return found
        }
        let isInstalled: Bool
        if mistake == .noRetry {
            let found = lookUp()
            unit.cached.withLock { $0 = found }
            isInstalled = found != nil
        } else {
            let deadline = ContinuousClock.now + .seconds(mistake == .forgottenEnd ? 1 : 240)
            isInstalled = try unit.cached.withRetry(deadline: deadline, lookUp: { lookUp() }) { cached, found in
                cached = found
                return found != nil
            }
        }
        attempts.increment()
        if isInstalled { installations.increment() }
    }

    private func takeAway(_ number: Int, _ mistake: Mistake) {
        var random = SplitMix(seed: UInt64(number) + 1)
        var held: [TakenRange] = []
        while !stop.isOpen {
            change(&held, &random)
            // What was installed must be there a while to be used.
            sched_yield()
            if mistake == .forgottenEnd, let range = held.last, range.content == .memory {
                forget(range)
                break
            }
        }
        for range in held { range.free(.dropped, to: allocator) }
    }

    private func change(_ held: inout [TakenRange], _ random: inout SplitMix) {
        switch random.below(200) {
        case 0..<70 where held.count < 24: hold(try? allocator.allocate(pages: AllocatorUnit.pageCount), .memory, &held)
        case 70..<75 where held.count < 24: hold(try? allocator.allocate(pages: 256), .memory, &held)
        case 75..<110 where held.count < 24:
            let first = random.below(Self.frameCount - AllocatorUnit.pageCount)
            let frames = file[first..<first + AllocatorUnit.pageCount]
            hold(try? allocator.map(frames), .frames, &held)
        case 110..<150:
            guard !held.isEmpty else { return }
            let range = held[random.below(held.count)]
            let first = random.below(range.pageCount)
            if range.content == .memory {
                range.decommit(pages: first..<first + 1 + random.below(range.pageCount - first))
            }
        case 150..<153: allocator.flush()
        case 153..<156: allocator.purge(force: true)
        case 156: allocator.purge()
        case 157: allocator.giveBack(atLeast: 1 << 18)
        case 158: allocator.core.drainQueues()
        default:
            guard !held.isEmpty else { return }
            let ways = HeldRange.Way.allCases
            held.remove(at: random.below(held.count)).free(ways[random.below(ways.count)], to: allocator)
        }
    }

    /// nil at the end of the reservation, which belongs to it: what is left is then taken from under the translations.
    private func hold(_ range: consuming PageRange?, _ content: AllocatorUnit.Content, _ held: inout [TakenRange]) {
        guard let range else { return }
        held.append(TakenRange(range, content, of: units, base: base))
    }

    private func forget(_ range: TakenRange) {
        guard let unit = range.units.first else { return }
        let what = MemoryInvalidation(addresses: unit.addresses, event: .clear, owner: MemoryOwner("a forgetful cache"))
        let open = OpenBox(notifiers.start(what))
        range.decommit(pages: 0..<AllocatorUnit.pageCount)
        _ = Unmanaged.passRetained(open)
    }

    /// Keeps an invalidation open for ever.
    private final class OpenBox: Sendable {
        let open: OpenInvalidation
        init(_ open: consuming OpenInvalidation) { self.open = open }
    }
}
